import ArgumentParser
import ByteStreams
import CommandLineTool
import JSON
import ShardFormat
import ShardInspection

/// `aa-cat du`.
struct DiskUsage: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "du",
    abstract: "Say where the bytes of shards are.",
    discussion: """
      By kind of frame, by modality, by kind of medium, and the largest media and records. All inputs are added up. \
      A medium counts with the modality of the first record that names it.

      Example:
        aa-cat du train.aas
        aa-cat du --json --top 100 train.aas | jq -r '.largest_media[].sha256'

      Exit codes: 0 done; 1 damaged, incomplete or unreadable input; 64 wrong usage.
      """)

  @Flag(help: "One JSON object.")
  var json = false
  @Option(help: "How many of the largest media and records are listed.")
  var top = 10
  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  func validate() throws {
    if !(0...10_000).contains(top) { throw ValidationError("--top must be between 0 and 10000") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      var usage = ShardUsage(listed: top)
      for file in files.isEmpty ? ["-"] : files { try usage.add(try Streams.input(file)) }
      let sink = try Streams.textOutput("-")
      try sink.write(json ? usage.json.text() + "\n" : usage.text)
      try sink.commit()
      return .done
    }
  }
}
