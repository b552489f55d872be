import ArgumentParser
import CommandLineTool

@main
struct Eval: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-eval",
    abstract: "Measure how well a model agrees with human preferences.",
    discussion: """
      Without a subcommand it scores and reports in one go (run). In two steps, scores come from a model (score) and
      numbers from scores (report), so that a report needs no model and gives the same bytes every time.

      EXAMPLE
        aa-eval --model out/model heldout.aas -o eval/

        aa-eval score --model out/model heldout.aas -o scores.jsonl
        aa-eval report scores.jsonl -o results.json

      EXIT CODES
        0  done
        1  failed, or a --fail-under threshold was missed
        64 used wrongly
      """,
    version: toolkitVersion,
    subcommands: [Run.self, Score.self, LogProbabilities.self, Report.self], defaultSubcommand: Run.self)
}
