import ArgumentParser

/// What `cat` and `head` print.
struct LineOptions: ParsableArguments {
  @Flag(name: .customLong("records-only"), help: "Only the records (or token groups and plans).")
  var recordsOnly = false

  @Option(
    name: .customLong("media-to"),
    help: ArgumentHelp(
      "Write each medium once to this folder as SHA256.EXTENSION; its line tells the file.",
      valueName: "folder"))
  var mediaFolder: String?
}
