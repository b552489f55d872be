/// One line of `scores.jsonl`: what a model gives one candidate of one record.
public struct ScoredCandidate: Sendable, Equatable {
  /// Hexadecimal digest of the record's bytes.
  public var record: String
  /// Modality key, such as `ti2t`.
  public var modality: String
  /// Hexadecimal; records that share a prompt share this.
  public var cluster: String
  /// Index from 0.
  public var candidate: Int
  /// Higher is better; not comparable between prompts. May be no finite number, which counts as a wrong answer.
  public var score: Double
  /// Tokens of the candidate.
  public var tokens: Int
  /// Indexes of the candidates that people found worse than this one.
  public var winnerOf: [Int]

  public init(
    record: String, modality: String, cluster: String, candidate: Int, score: Double, tokens: Int,
    winnerOf: [Int]
  ) {
    self.record = record
    self.modality = modality
    self.cluster = cluster
    self.candidate = candidate
    self.score = score
    self.tokens = tokens
    self.winnerOf = winnerOf
  }
}
