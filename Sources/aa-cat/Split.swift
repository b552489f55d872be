import ArgumentParser
import ByteStreams
import CommandLineTool
import ShardEditing
import ShardFormat

/// `aa-cat split`.
struct Split: ParsableCommand {
  enum Key: String, ExpressibleByArgument, CaseIterable { case split, modality, source }

  static let configuration = CommandConfiguration(
    commandName: "split",
    abstract: "Put the records into several shards.",
    discussion: """
      --parts divides by a hash of each record: adding records moves no other. --records puts so many after each \
      other into PREFIX-00000.aas, PREFIX-00001.aas, … --by makes PREFIX-KEY.aas for each split, modality or source \
      ('none' for records without a split; bytes that do not go well in names become %XX). No part appears before all \
      are whole; when one cannot get its name, those that did are removed again.

      Example:
        aa-cat split --parts 8 train.aas -o parts/train
        aa-cat split --by split all.aas -o all && aa-cat info all-*.aas

      Exit codes: 0 done; 1 failed; 64 wrong usage.
      """)

  @Option(help: "So many parts, by hash.")
  var parts: Int?
  @Option(help: "So many records a part, in their order.")
  var records: Int?
  @Option(help: "One part for each split, modality or source.")
  var by: Key?

  @OptionGroup var codec: CodecOptions
  @Option(
    name: .customShort("o"),
    help: ArgumentHelp("What the parts' names begin with; may lie in another folder.", valueName: "prefix"))
  var prefix: String
  @Flag(name: .shortAndLong, help: "No list of the parts.")
  var quiet = false
  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  /// Parts that are open at once: each has a file and a frame in work.
  static let largestCount = 512

  func validate() throws {
    guard [parts != nil, records != nil, by != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --parts, --records and --by")
    }
    if let parts, !(1...Self.largestCount).contains(parts) {
      throw ValidationError("--parts must be between 1 and \(Self.largestCount)")
    }
    if let records, records < 1 { throw ValidationError("--records must be at least 1") }
    if prefix.isEmpty || prefix == "-" { throw ValidationError("-o is the beginning of the parts' names") }
  }

  func run() throws {
    try Tool.run("aa-cat") {
      let run = SplitRun(prefix: prefix, rule: rule, codec: codec)
      try run.run(files.isEmpty ? ["-"] : files)
      if !quiet { run.tell() }
      return .done
    }
  }

  private var rule: Division.Rule {
    if let parts { return .parts(parts) }
    if let records { return .records(records) }
    switch by {
    case .modality: return .modality
    case .source: return .source
    case .split, nil: return .split
    }
  }
}
