import ArgumentParser
import ByteStreams
import CommandLineTool

/// `aa-eval score`: one JSON line a candidate.
struct Score: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "score",
    abstract: "Score every candidate of token shards with a model, as JSON Lines.",
    discussion: """
      A reward model's score is its head's. A causal model's is the sum of the response tokens' log-probabilities; with \
      --reference it is beta * (that sum - the reference model's), the reward that DPO learns. Each line: record, \
      modality, cluster (records with the same prompt share it), candidate (from 0), score, tokens (that count), \
      winner_of (candidates that this one was preferred to).

      Example:
        aa-eval score --model model heldout.aas -o scores.jsonl
        aa-eval report scores.jsonl -o results.json

      Exit codes: 0 done, 1 failed, 64 used wrongly.
      """)

  @OptionGroup var models: ModelOptions
  @Option(name: .customShort("o"), help: "File to write; - for standard output.")
  var output = "-"
  @Option(
    name: .customShort("j", allowingJoined: true),
    help: ArgumentHelp("Threads; all CPUs unless given. Results do not depend on it.", valueName: "n"))
  var threads: Int?
  @Flag(name: .shortAndLong, help: "No messages but errors.")
  var quiet = false

  func run() throws {
    try Tool.run("aa-eval") {
      let lines = try models.lines(threads: threads)
      let sink = try Streams.textOutput(output)
      let count = try lines.forEach { try sink.write($0) }
      try sink.commit()
      if !quiet { Tool.warn("aa-eval: score: \(count) candidates") }
      return .done
    }
  }
}
