import PreferenceRecords

extension RecordBuilder {
  /// The columns themselves say who wins: "chosen" and "rejected", "winner" and "loser".
  mutating func verdicts(always winner: Int, _ criterion: String) throws -> [Judgement.Verdict] {
    guard candidates.indices.contains(winner) else {
      throw RowError(field: "", what: "there is no candidate \(winner + 1)")
    }
    reading.note(Self.words(criterion, winner: winner) + " in every row")
    return wins(winner)
  }
}
