/// One human preference with the model's two scores.
public struct ScoredPair: Sendable, Equatable {
  /// Hexadecimal digest of the record's bytes.
  public var record: String
  /// Modality key, such as `ti2t`.
  public var modality: String
  /// Pairs of one cluster share their prompt and are not independent.
  public var cluster: String
  /// Candidate indexes from 0, as in the record.
  public var winner: Int
  public var loser: Int
  public var winnerScore: Double
  public var loserScore: Double
  /// Tokens of the two candidates.
  public var winnerTokens: Int
  public var loserTokens: Int

  public init(
    record: String, modality: String, cluster: String, winner: Int, loser: Int, winnerScore: Double,
    loserScore: Double, winnerTokens: Int, loserTokens: Int
  ) {
    self.record = record
    self.modality = modality
    self.cluster = cluster
    self.winner = winner
    self.loser = loser
    self.winnerScore = winnerScore
    self.loserScore = loserScore
    self.winnerTokens = winnerTokens
    self.loserTokens = loserTokens
  }

  /// False when a score is no finite number, or the two are too far apart for their difference to be one.
  public var isFinite: Bool { margin.isFinite }

  /// Winner's score minus loser's; meaningful when both are finite.
  public var margin: Double { winnerScore - loserScore }

  /// What the pair counts: 1 when the winner scores higher, 1/2 at equal scores, 0 else. A score that is no finite
  /// number is a wrong answer, never a missing one.
  public var credit: Double {
    guard isFinite else { return 0 }
    return winnerScore > loserScore ? 1 : winnerScore == loserScore ? 0.5 : 0
  }
}
