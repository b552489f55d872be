import Evaluation

/// Which pairs a report shows: chance decides, by the digests of the records, not the eye of whoever runs it.
package enum SampleChoice {
  /// For each modality `count` pairs in the order of their records' digests, one a record. With room for two or more
  /// they hold a pair that the model got right and one that it did not, where there are any.
  /// - Returns: by modality in the order of `Modality.order`.
  package static func pairs(_ pairs: [ScoredPair], perModality count: Int) -> [ScoredPair] {
    let groups = Dictionary(grouping: pairs, by: \.modality).map { (key: $0.key, pairs: $0.value) }
    return Modality.sorted(groups, by: \.key).flatMap { choose($0.pairs, count) }
  }

  private static func choose(_ pairs: [ScoredPair], _ count: Int) -> [ScoredPair] {
    guard count > 0 else { return [] }
    let ordered = pairs.sorted { ($0.record, $0.winner, $0.loser) < ($1.record, $1.winner, $1.loser) }
    var chosen: [ScoredPair] = []
    for pair in ordered where chosen.last?.record != pair.record {
      chosen.append(pair)
      if chosen.count == count { break }
    }
    guard chosen.count >= 2 else { return chosen }
    for wanted in [false, true] where !chosen.contains(where: { isRight($0) == wanted }) {
      let others = chosen.dropLast()
      if let pair = ordered.first(where: { pair in
        isRight(pair) == wanted && !others.contains { $0.record == pair.record }
      }) {
        chosen[chosen.count - 1] = pair
      }
    }
    return chosen
  }

  static func isRight(_ pair: ScoredPair) -> Bool { pair.credit == 1 }
}
