import ByteStreams
import CommandLineTool
import Models
import TokenTrees
import Training

/// What models say of candidates, as lines of scores.jsonl.
struct ScoreLines {
  private let stream: CandidateStream
  private let microBatchTokens: Int
  private let reader: CandidateReader
  private let reference: CandidateReader?
  private let beta: Double

  /// Loads the models.
  /// - Throws: `Failure` when a reference is given and one of the two is a reward model.
  init(
    _ inputs: [String], model: String, reference: String?, beta: Double, microBatchTokens: Int, threads: Int
  ) throws {
    stream = CandidateStream(inputs)
    self.microBatchTokens = microBatchTokens
    self.beta = beta
    let stream = stream
    reader = try stream.reader(model, microBatchTokens: microBatchTokens, threads: threads)
    self.reference = try reference.map {
      try stream.reader($0, microBatchTokens: microBatchTokens, threads: threads)
    }
    guard self.reference == nil || (!reader.config.scoreHead && self.reference?.config.scoreHead == false)
    else {
      throw Failure("--reference: both models must be causal: a reward model's score stands alone")
    }
  }

  /// Gives every candidate's line, line feed included, in the order of the shards.
  /// - Returns: how many there are.
  func forEach(_ consume: (String) throws -> Void) throws -> Int {
    var count = 0
    try GroupWindow(tokens: 4 * microBatchTokens).forEach({ try stream.source.next() }) { window in
      let answers = try reader.read(window)
      let references = try reference?.read(window)
      for (i, group) in window.enumerated() {
        for (k, answer) in answers[i].enumerated() {
          var score = answer.score.map { Double($0) } ?? answer.sum
          if let references { score = beta * (answer.sum - references[i][k].sum) }
          try consume(line(group, answer, candidate: k, score) + "\n")
          count += 1
        }
      }
    }
    return count
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
