import ArgumentParser
import ByteStreams
import CommandLineTool
import Evaluation

/// Scores in, numbers out: no model, no clock, the same bytes every time.
struct Report: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Turn scores into accuracy with intervals, margins and null baselines.",
    discussion: """
      Reads scores.jsonl (a file, or standard input) and prints a table to standard error and results.json to
      standard output or -o. A pair counts 1 when the human winner scores higher, 1/2 at equal scores, 0 otherwise;
      a score that is no finite number counts 0. Intervals resample whole prompts.

        aa-eval report scores.jsonl -o results.json
        aa-eval report scores.jsonl -o eval/ --by modality,output --fail-under micro=0.7
        aa-eval score --model m heldout.aas | aa-eval report -o -

      Exit codes: 0 done, 1 failed or a --fail-under threshold was missed, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Scores, one JSON object a line; '-' is standard input.", valueName: "scores"))
  var input = "-"

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Where results go: a .json file, '-' for standard output, or a folder, which gets results.json, samples.jsonl and table.md.",
      valueName: "path"))
  var output = "-"

  @Option(help: ArgumentHelp("Also write one line a pair to this file.", valueName: "file"))
  var samples: String?

  @OptionGroup var statistics: StatisticsOptions

  @Flag(name: .shortAndLong, help: "No table on standard error.")
  var quiet = false

  func run() throws {
    let options = try statistics.evaluationOptions()
    let thresholds = try statistics.thresholds()
    try Tool.run("aa-eval report") {
      let source = try Streams.input(input, expecting: "scores.jsonl")
      let bytes = try source.readAll()
      let pairs = try ScoresReader.pairs(MemorySource(bytes, name: source.name))
      let outputs = ReportOutputs(output: output, samples: samples, quiet: quiet)
      return try outputs.write(pairs, scores: bytes, options: options, thresholds: thresholds)
    }
  }
}
