import PreferenceRecords

extension RecordBuilder {
  /// The candidate that has this very text wins.
  mutating func verdicts(
    textOf fields: Fields, in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    guard let found = reading.take(fields, in: scope) else { return [] }
    guard let text = found.value.stringValue else {
      throw RowError(field: found.field, what: "is \(found.value.kindName), not text")
    }
    let same = candidates.indices.filter { candidates[$0].parts == [.text(text)] }
    guard same.count == 1 else {
      throw RowError(
        field: found.field, what: "'\(text)' is the text of \(same.count) candidates: it must be that of one")
    }
    reading.note(found, Self.words(criterion, winner: same[0]))
    return wins(same[0])
  }
}
