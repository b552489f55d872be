import PreferenceRecords

extension RecordBuilder {
  /// A number whose sign says who wins and whose size says by how much.
  mutating func verdicts(
    signed fields: Fields, negative: Int, limit: Double, bothBad: [Double], in scope: RowReading.Scope,
    _ criterion: String
  ) throws -> [Judgement.Verdict] {
    guard let found = reading.take(fields, in: scope) else { return [] }
    guard candidates.count == 2 else {
      throw RowError(field: found.field, what: "compares two candidates, and there are \(candidates.count)")
    }
    guard let number = try number(found) else { return [] }
    if bothBad.contains(number) {
      reading.note(found, "\(criterion): a tie, both bad")
      return tie(bothBad: true)
    }
    guard number.magnitude <= limit else {
      throw RowError(field: found.field, what: "is \(found.value.described), not from -\(limit) to \(limit)")
    }
    if number == 0 {
      reading.note(found, "\(criterion): a tie")
      return tie()
    }
    let winner = number < 0 ? negative : 1 - negative
    reading.note(
      found,
      Self.words(criterion, winner: winner)
        + " (negative means candidate \(negative + 1)), strength \(number.magnitude)")
    return wins(winner, strength: number.magnitude)
  }
}
