import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardFormat

@main
struct Cat: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-cat",
    abstract: "Print shard streams as JSON Lines, or say what is in them.",
    discussion: """
      Each record is one line of JSON; media are one line of facts with their SHA-256; token groups and plans are one \
      line a frame. Everything is verified on the way: checksums, counts, content root, a missing end.

      Example: what a file holds, then the identifiers of its records
        aa-cat --info train.aas
        aa-convert raw | aa-cat - | jq -r 'select(.record) | .record.id'

      Exit codes: 0 done; 1 damaged, incomplete or unreadable input; 64 wrong usage.
      """,
    version: toolkitVersion)

  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  @Flag(
    help:
      "Print a summary: profile, tool chain, sources, counts, bytes, content root. From a file only what stands at the ends of its members is read, and the data are not verified."
  )
  var info = false

  @Flag(help: "With --info: one JSON object per member.")
  var json = false

  @Flag(name: .shortAndLong, help: "No closing line on standard error.")
  var quiet = false

  func validate() throws {
    if json, !info { throw ValidationError("--json goes with --info; records are printed as JSON anyway") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      let sink = try Streams.textOutput("-")
      for file in files.isEmpty ? ["-"] : files {
        if info { try describe(file, to: sink) } else { try printItems(file, to: sink) }
      }
      try sink.commit()
      return .done
    }
  }

  private func printItems(_ file: String, to sink: FileSink) throws {
    // Facts come from the directory; a blob's bytes are verified and let go.
    let reader = ShardReader(
      source: try Streams.input(file), options: ShardReaderOptions(verifyBlobs: true, keepBlobs: false))
    var blobs = 0
    var frames = 0
    do {
      while let item = try reader.next() {
        if case .blob = item { blobs += 1 }
        switch item {
        case .tokens, .plan: frames += 1
        default: break
        }
        guard let line = ItemLines.line(item) else { continue }
        try sink.write(line.serialised())
        try sink.write("\n")
      }
    } catch {
      // What was whole is handed on before the error is told.
      try sink.flush()
      throw error
    }
    if !quiet {
      try sink.flush()
      Tool.warn("aa-cat: \(reader.name): \(reader.records) records, \(blobs) media, \(frames) column frames")
    }
  }

  private func describe(_ file: String, to sink: FileSink) throws {
    for (i, member) in try MemberFacts.of(file).enumerated() {
      if json {
        try sink.write(member.json.serialised())
        try sink.write("\n")
      } else {
        if i > 0 { try sink.write("\n") }
        try sink.write(member.text)
      }
    }
  }
}
