import ArgumentParser
import ByteStreams
import CommandLineTool

/// `aa-cat head`: the beginning of a stream.
struct Head: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "head",
    abstract: "Print the first records of each stream as JSON Lines, and read no further.",
    discussion: """
      As 'cat', up to the n-th record (of tokens and plans: the n-th frame). What comes behind is neither read nor \
      verified.

      Example:
        aa-cat head -n 3 --records-only train.aas
        aa-convert raw | aa-cat head -n 1

      Exit codes: 0 done; 1 damaged or unreadable input before that; 64 wrong usage.
      """)

  @Option(name: .customShort("n", allowingJoined: true), help: "Records of each stream.")
  var count = 10

  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  @OptionGroup var lines: LineOptions

  func validate() throws {
    if count < 0 { throw ValidationError("-n must not be negative") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      let sink = try Streams.textOutput("-")
      for file in files.isEmpty ? ["-"] : files {
        var printer = try ItemPrinter(file, sink, lines)
        try printer.print(upTo: count)
      }
      try sink.commit()
      return .done
    }
  }
}
