import ArgumentParser
import ByteStreams
import CommandLineTool

/// `aa-cat cat`, the verb that needs no name.
struct Print: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat",
    abstract: "Print shard streams as JSON Lines (the default).",
    discussion: """
      Each record is one line of JSON; media are one line of facts with their SHA-256; token groups and plans are one \
      line a frame. Everything is verified on the way: checksums, counts, content root, a missing end.

      Example: the identifiers of the records, and their media as files
        aa-convert raw | aa-cat - | jq -r 'select(.record) | .record.id'
        aa-cat --media-to media/ train.aas | jq -r 'select(.blob) | .blob.file'

      Exit codes: 0 done; 1 damaged, incomplete or unreadable input; 64 wrong usage.
      """)

  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  @OptionGroup var lines: LineOptions

  @Flag(help: "The same as 'aa-cat info'.")
  var info = false

  @Flag(help: "With --info: one JSON object a member.")
  var json = false

  @Flag(name: .shortAndLong, help: "No closing line on standard error.")
  var quiet = false

  func validate() throws {
    if json, !info { throw ValidationError("--json goes with --info; records are printed as JSON anyway") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      if info { return try MemberListing.print(files, json: json) }
      let sink = try Streams.textOutput("-")
      for file in files.isEmpty ? ["-"] : files {
        var printer = try ItemPrinter(file, sink, lines)
        try printer.print()
        if !quiet {
          try sink.flush()
          Tool.warn("aa-cat: \(printer.summary)")
        }
      }
      try sink.commit()
      return .done
    }
  }
}
