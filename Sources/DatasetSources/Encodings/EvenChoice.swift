import PreferenceRecords

extension RecordBuilder {
  /// Numbers of files: those of the winners are even.
  mutating func verdicts(
    even fields: [Fields], in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    var even: [Int] = []
    var last = ""
    for (candidate, names) in fields.enumerated() {
      guard let found = reading.take(names, in: scope) else { return [] }
      guard let number = found.value.intValue ?? found.value.stringValue.flatMap({ Int($0) }), number >= 0
      else {
        throw RowError(field: found.field, what: "is \(found.value.described), not the number of a file")
      }
      if number % 2 == 0 { even.append(candidate) }
      last = found.field
      reading.note(
        found, "\(criterion): candidate \(candidate + 1) \(number % 2 == 0 ? "wins (even)" : "loses (odd)")")
    }
    guard even.count == 1 else {
      throw RowError(
        field: last, what: "\(even.count) of the numbers are even: one must be, that of the winner")
    }
    return wins(even[0])
  }
}
