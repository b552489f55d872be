import ArgumentParser
import ByteStreams
import CommandLineTool
import ShardEditing
import ShardFormat

/// `aa-cat filter`.
struct Filter: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Copy the records that fit, with their media.",
    discussion: """
      Of each option one value must fit, and every option that is given. Values are separated by commas, or the option \
      is given again. 'none' fits a record without licence or split. Frames whose records all stay are copied byte for \
      byte; media that only left-out records name are left out, and so are members without a record that fits. Without criteria everything passes, for --zstd and \
      --stored. Token shards know --modality and --ids (SHA-256 of records); a packed shard loses its plans.

      Memory: the blob window of the input and a few frames.

      Example:
        aa-cat filter --modality ti2t,t2t --split train all.aas -o some.aas
        aa-cat head -n 5 --records-only all.aas | jq -r .record.id |
          aa-cat filter --ids - all.aas -o five.aas
        aa-cat filter --zstd 9 all.aas -o small.aas

      Exit codes: 0 done, also when nothing fits; 1 failed; 64 wrong usage.
      """)

  @Option(parsing: .singleValue, help: ArgumentHelp("Modality keys, such as ti2t.", valueName: "keys"))
  var modality: [String] = []
  @Option(parsing: .singleValue, help: ArgumentHelp("Names of sources.", valueName: "names"))
  var source: [String] = []
  @Option(parsing: .singleValue, help: ArgumentHelp("SPDX expressions of records.", valueName: "licences"))
  var licence: [String] = []
  @Option(parsing: .singleValue, help: ArgumentHelp("Splits.", valueName: "splits"))
  var split: [String] = []
  @Option(
    parsing: .singleValue, help: ArgumentHelp("Records judged by one of these criteria.", valueName: "names"))
  var criterion: [String] = []
  @Option(
    help: ArgumentHelp(
      "A file of identifiers or SHA-256 of records, one a line; '-' is standard input.", valueName: "file"))
  var ids: String?
  @Flag(help: "Keep what does not fit.")
  var invert = false

  @OptionGroup var codec: CodecOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("Output; '-' is standard output.", valueName: "file"))
  var output = "-"
  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false
  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  func validate() throws {
    if ids == "-", files.isEmpty || files.contains("-") {
      throw ValidationError("--ids - and a shard cannot both come from standard input: name the shard's file")
    }
  }

  func run() throws {
    let run = EditRun(verb: "filter", output: output)
    try Tool.run("aa-cat", onFailure: run.abort) {
      let criteria = try self.criteria()
      // Nothing is left out without criteria, so that plans still fit.
      let keepsAll = criteria.isEmpty && !criteria.inverted
      let options = ShardEdit.Options(
        step: .verb("filter", criteria.options.merging(codec.named) { $1 }), codec: codec.codec,
        dropsPlans: !keepsAll)
      let edit = try run.run(
        (files.isEmpty ? ["-"] : files).map { file in { try Streams.input(file) } }, options: options,
        routing: RecordFilter(criteria), quiet: quiet)
      if !quiet {
        EditRun.tellPlans(edit)
        let kept = edit.kept.first ?? 0
        Tool.warn("aa-cat: filter: \(kept) of \(kept + edit.leftOut) kept")
      }
      return .done
    }
  }

  private func criteria() throws -> RecordFilter.Criteria {
    func values(_ lists: [String]) -> Set<String> {
      Set(lists.flatMap { $0.split(separator: ",") }.map(String.init))
    }
    var criteria = RecordFilter.Criteria()
    criteria.modalities = values(modality)
    criteria.sources = values(source)
    criteria.licences = values(licence)
    criteria.splits = values(split)
    criteria.criteria = values(criterion)
    criteria.inverted = invert
    if let ids { criteria.ids = try Self.lines(ids) }
    return criteria
  }

  private static func lines(_ file: String) throws -> Set<String> {
    let bytes = try Streams.input(file, expecting: "a list of identifiers").readAll()
    var lines: Set<String> = []
    for line in bytes.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      lines.insert(String(decoding: line, as: UTF8.self))
    }
    return lines
  }
}
