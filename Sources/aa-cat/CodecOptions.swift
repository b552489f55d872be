import ArgumentParser
import ShardFormat

/// How frames of the output are stored.
struct CodecOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Write all frames anew, compressed with zstd at this level, 1 to 19.", valueName: "level"))
  var zstd: Int?

  @Flag(help: "Write all frames anew, uncompressed. The content root of records does not change.")
  var stored = false

  func validate() throws {
    if let zstd, !(1...19).contains(zstd) { throw ValidationError("--zstd must be between 1 and 19") }
    if zstd != nil, stored { throw ValidationError("--zstd and --stored exclude each other") }
  }

  /// How META names the choice.
  var named: [String: String] {
    if let zstd { return ["zstd": "\(zstd)"] }
    return stored ? ["stored": "true"] : [:]
  }

  /// nil copies frames as they are.
  var codec: ShardWriterOptions.Codec? { zstd.map { .zstd(level: $0) } ?? (stored ? .stored : nil) }
}
