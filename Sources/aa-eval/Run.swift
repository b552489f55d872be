import ArgumentParser
import ByteStreams
import CommandLineTool
import Evaluation

/// `aa-eval run`, the subcommand that needs no name: score and report in one go.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Score every candidate of token shards and report on the scores (the default).",
    discussion: """
      Gives what 'score' and then 'report' give, byte for byte. The scores themselves are kept with --scores.

      Example:
        aa-eval --model model heldout.aas -o results.json
        aa-eval --model model heldout.aas -o eval/ --scores scores.jsonl --fail-under micro=0.7

      Exit codes: 0 done, 1 failed or a --fail-under threshold was missed, 64 used wrongly.
      """)

  @OptionGroup var models: ModelOptions

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where results go: a .json file, '-' for standard output, or a folder, which gets results.json, samples.jsonl and table.md.",
      valueName: "path"))
  var output = "-"

  @Option(help: ArgumentHelp("Also write one line a pair to this file.", valueName: "file"))
  var samples: String?

  @Option(help: ArgumentHelp("Also write one line a candidate to this file.", valueName: "file"))
  var scores: String?

  @OptionGroup var statistics: StatisticsOptions

  @Flag(name: .shortAndLong, help: "No table on standard error.")
  var quiet = false

  func run() throws {
    let options = try statistics.evaluationOptions()
    let thresholds = try statistics.thresholds()
    try Tool.run("aa-eval") {
      let lines = try models.lines(threads: statistics.threads)
      var bytes: [UInt8] = []
      _ = try lines.forEach { bytes.append(contentsOf: $0.utf8) }
      if let scores {
        let sink = try Streams.textOutput(scores)
        try sink.write(bytes)
        try sink.commit()
      }
      let pairs = try ScoresReader.pairs(MemorySource(bytes, name: "scores"))
      let outputs = ReportOutputs(output: output, samples: samples, quiet: quiet)
      return try outputs.write(pairs, scores: bytes, options: options, thresholds: thresholds)
    }
  }
}
