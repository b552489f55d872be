import ArgumentParser
import CommandLineTool

@main
struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-eval",
    abstract: "Measure how well a model agrees with human preferences.",
    discussion: """
      Scores come from a model (score), numbers from scores (report), so that a report needs no model and gives the
      same bytes every time.

        aa-eval score --model out/model heldout.aas -o scores.jsonl
        aa-eval report scores.jsonl -o results.json

      Exit codes: 0 done, 1 failed or a --fail-under threshold was missed, 64 wrong usage.
      """,
    version: toolkitVersion,
    subcommands: [Score.self, LogProbabilities.self, Report.self])
}
