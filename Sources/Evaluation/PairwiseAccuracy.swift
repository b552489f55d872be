/// How often the model agrees with people, ties stated.
public struct PairwiseAccuracy: Sendable, Equatable {
  public var pairs = 0
  public var correct = 0
  /// Pairs whose two scores are equal.
  public var ties = 0
  /// Pairs with a score that is not a finite number; they count 0.
  public var nonFinite = 0

  public init() {}

  public init(_ pairs: some Sequence<ScoredPair>) {
    for pair in pairs { add(pair) }
  }

  public mutating func add(_ pair: ScoredPair) {
    pairs += 1
    if !pair.isFinite {
      nonFinite += 1
    } else if pair.winnerScore > pair.loserScore {
      correct += 1
    } else if pair.winnerScore == pair.loserScore {
      ties += 1
    }
  }

  /// Mean of 1[D > 0] + 1[D = 0] / 2: what a coin at ties would reach. nil without pairs.
  public var half: Double? { share(Double(correct) + 0.5 * Double(ties)) }
  /// Mean of 1[D > 0]: a tie is wrong.
  public var strict: Double? { share(Double(correct)) }
  public var tieRate: Double? { share(Double(ties)) }

  private func share(_ count: Double) -> Double? { pairs == 0 ? nil : count / Double(pairs) }
}
