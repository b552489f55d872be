import PreferenceRecords

extension RecordBuilder {
  /// Whole numbers; the smallest is best, equal ones share a rank.
  mutating func verdicts(
    ranks each: FieldForEach, in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    var ranked: [(candidate: Int, place: Double)] = []
    for (candidate, found) in try values(each, in: scope).enumerated() {
      guard let found, let rank = try number(found) else { continue }
      guard rank == rank.rounded(), rank >= 0, rank <= Double(candidates.count) else {
        throw RowError(
          field: found.field, what: "the rank \(found.value.described) is not from 1 to \(candidates.count)")
      }
      reading.note(found, "\(criterion): rank of candidate \(candidate + 1), 1 is best")
      ranked.append((candidate, rank))
    }
    return order(ranked)
  }

  /// Best first: the smallest place.
  func order(_ ranked: [(candidate: Int, place: Double)]) -> [Judgement.Verdict] {
    if ranked.count < 2 { return [] }
    var groups: [(place: Double, candidates: [Int])] = []
    for (candidate, place) in ranked.sorted(by: { ($0.place, $0.candidate) < ($1.place, $1.candidate) }) {
      if groups.last?.place == place {
        groups[groups.count - 1].candidates.append(candidate)
      } else {
        groups.append((place, [candidate]))
      }
    }
    if groups.count == 1 { return [.tie(candidates: groups[0].candidates, bothBad: false)] }
    return [.rank(groups.map(\.candidates))]
  }
}
