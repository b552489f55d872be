/// Guessing without looking at the content. A model that does not beat all of these has learned nothing of the task.
public enum NullBaseline: String, Sendable, CaseIterable {
  /// A coin: 1/2 in expectation for any pair.
  case random
  /// Prefers the candidate with more tokens.
  case longest
  /// Prefers the candidate with fewer tokens.
  case shortest
  /// Prefers the candidate that stands first in the record.
  case first

  /// What the baseline's guess counts: 1, 0, or 1/2 where it cannot tell.
  public func credit(_ pair: ScoredPair) -> Double {
    switch self {
    case .random: 0.5
    case .longest:
      pair.winnerTokens == pair.loserTokens ? 0.5 : pair.winnerTokens > pair.loserTokens ? 1 : 0
    case .shortest:
      pair.winnerTokens == pair.loserTokens ? 0.5 : pair.winnerTokens < pair.loserTokens ? 1 : 0
    case .first: pair.winner == pair.loser ? 0.5 : pair.winner < pair.loser ? 1 : 0
    }
  }
}
