import ArgumentParser
import ByteStreams
import CSupport
import CommandLineTool
import Models
import TokenTrees
import Training

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

  @Option(name: .customLong("model"), help: "Folder of the model.")
  var folder: String
  @Option(help: "Folder of a reference model.")
  var reference: String?
  @Option(help: "Scale of the reward when a reference is given.")
  var beta = 0.1
  @Option(name: .customShort("o"), help: "File to write; - for standard output.")
  var output = "-"
  @Option(help: "Tokens that one forward pass may hold.")
  var microBatchTokens = 4096
  @Option(name: .customShort("j"), help: "Threads (default: available CPUs).")
  var threads: Int?
  @Flag(name: .shortAndLong, help: "No messages but errors.")
  var quiet = false
  @Argument(help: "Token or packed shards; - or nothing for standard input.")
  var inputs: [String] = []

  func run() throws {
    try Tool.run("aa-eval") {
      let stream = CandidateStream(inputs)
      let threads = threads ?? Int(aa_available_cpus())
      let reader = try stream.reader(folder, microBatchTokens: microBatchTokens, threads: threads)
      let other = try reference.map {
        try stream.reader($0, microBatchTokens: microBatchTokens, threads: threads)
      }
      guard other == nil || (!reader.config.scoreHead && other?.config.scoreHead == false) else {
        throw Failure("--reference: both models must be causal: a reward model's score stands alone")
      }
      let sink = try Streams.textOutput(output)
      var count = 0
      try GroupWindow(tokens: 4 * microBatchTokens).forEach({ try stream.source.next() }) { window in
        let answers = try reader.read(window)
        let references = try other?.read(window)
        for (i, group) in window.enumerated() {
          for (k, answer) in answers[i].enumerated() {
            var score = answer.score.map { Double($0) } ?? answer.sum
            if let references { score = beta * (answer.sum - references[i][k].sum) }
            try sink.write(line(group, answer, candidate: k, score) + "\n")
            count += 1
          }
        }
      }
      try sink.commit()
      if !quiet { Tool.warn("aa-eval: score: \(count) candidates") }
      return .done
    }
  }

  private func line(
    _ group: TokenGroup, _ answer: CandidateReader.Answer, candidate: Int, _ score: Double
  ) -> String {
    let candidates = group.segments.indices.filter { group.segments[$0].role == .candidate }
    let beaten = group.pairs.filter { $0.winner == answer.segment }
      .compactMap { pair in candidates.firstIndex(of: pair.loser) }
    var cluster = String(group.cluster, radix: 16)
    while cluster.utf8.count < 16 { cluster = "0" + cluster }
    let segment = group.segments[answer.segment]
    let counted = group.lossMask[segment.start..<segment.start + segment.count].reduce(0) { $0 + Int($1) }
    var line = JSONLine()
    line.add("record", group.record.hex)
    line.add("modality", group.modality)
    line.add("cluster", cluster)
    line.add("candidate", candidate)
    line.add("score", score)
    line.add("tokens", counted)
    line.raw("winner_of", "[" + beaten.map { "\($0)" }.joined(separator: ",") + "]")
    return line.text
  }
}
