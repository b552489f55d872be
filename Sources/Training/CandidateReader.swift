import ByteStreams
import Models
import TokenTrees

/// Runs a trained model over every candidate of groups: log-probabilities of its tokens, or its score.
public final class CandidateReader {
  /// One candidate's answers.
  public struct Answer: Sendable, Equatable {
    /// Segment in the group.
    public var segment: Int
    /// Tokens of the group that were asked for, and log p of each; empty for a reward model.
    public var tokens: [Int]
    public var logProbabilities: [Float]
    /// A reward model's score; nil for a causal model.
    public var score: Float?
    /// Sum of the log-probabilities.
    public var sum: Double { logProbabilities.reduce(0) { $0 + Double($1) } }
  }

  public let config: ModelConfig
  /// Names the weights.
  public let digest: Digest
  private let decoder: Decoder
  private let microBatchTokens: Int

  public init(
    config: ModelConfig, parameters: ParameterArena, microBatchTokens: Int, threads: Int
  ) throws {
    self.config = config
    self.microBatchTokens = microBatchTokens
    digest = ModelFolder.digest(parameters)
    decoder = try Decoder(
      config: config, parameters: parameters, maxTokens: microBatchTokens,
      maxQueries: config.scoreHead ? 0 : microBatchTokens, maxScores: config.scoreHead ? microBatchTokens : 0,
      threads: threads, training: false)
  }

  /// Answers for all candidates of each group, in the groups' order.
  public func read(_ groups: [TokenGroup]) throws -> [[Answer]] {
    let shapes = try groups.map { try GroupShape($0, .all) }
    let sizes = shapes.map(\.tokens)
    guard let cuts = MicroBatchPacking.pack(sizes: sizes, capacity: microBatchTokens) else {
      let i = sizes.firstIndex { $0 > microBatchTokens } ?? 0
      throw TrainingError(
        "record \(groups[i].record.hex.prefix(12)): its \(sizes[i]) tokens are more than --micro-batch-tokens "
          + "\(microBatchTokens): raise it")
    }
    var answers = [[Answer]](repeating: [], count: groups.count)
    for cut in cuts {
      var micro = MicroBatch()
      for i in cut {
        micro.add(groups[i], shapes[i], queries: !config.scoreHead, scores: config.scoreHead)
      }
      if micro.tree.tokens.isEmpty { continue }
      try decoder.forward(micro.tree)
      let (logps, scores) = (decoder.logProbabilities, decoder.scores)
      for (i, sequence) in micro.sequences.enumerated() {
        let range = micro.offsets[i]..<micro.offsets[i + 1]
        answers[cut[sequence.group]].append(
          Answer(
            segment: sequence.segment, tokens: Array(micro.queryTokens[range]),
            logProbabilities: range.map { logps[$0] }, score: config.scoreHead ? scores[i] : nil))
      }
    }
    return answers
  }

  /// The groups with the column of reference log-probabilities filled by this model.
  public func fillReference(_ groups: [TokenGroup]) throws -> [TokenGroup] {
    try zip(groups, read(groups)).map { group, answers in
      var filled = group
      var column = [Float](repeating: 0, count: group.tokens.count)
      for answer in answers {
        for (token, logp) in zip(answer.tokens, answer.logProbabilities) { column[token] = logp }
      }
      filled.referenceLogProbabilities = column
      return filled
    }
  }
}
