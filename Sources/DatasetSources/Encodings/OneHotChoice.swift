import PreferenceRecords

extension RecordBuilder {
  /// 1 for the winner and 0 for the others; the tie as the adapter says.
  mutating func verdicts(
    oneHot each: FieldForEach, _ tie: OneHotTie, in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    let found = try values(each, in: scope)
    let said = found.compactMap { $0 }
    if said.isEmpty { return [] }
    guard said.count == found.count else {
      throw RowError(field: said[0].field, what: "says who wins, but the other candidates' fields are empty")
    }
    var numbers: [Double] = []
    for one in said {
      guard let number = try number(one) else { throw RowError(field: one.field, what: "is no number") }
      numbers.append(number)
    }
    var isTie = false
    switch tie {
    case .never: break
    case .value(let value): isTie = numbers.allSatisfy { $0 == value }
    case .field(let fields):
      if let field = reading.take(fields, in: scope) {
        guard let number = try number(field), number == 0 || number == 1 else {
          throw RowError(field: field.field, what: "is \(field.value.described), not 0 or 1")
        }
        isTie = number == 1 && numbers.allSatisfy { $0 == 0 }
        if number == 1, !isTie {
          throw RowError(
            field: field.field, what: "says that it is a tie, and '\(said[0].field)' that it is not")
        }
        reading.note(field, isTie ? "\(criterion): a tie" : "\(criterion): no tie")
      }
    }
    if isTie {
      for one in said { reading.note(one, "\(criterion): a tie") }
      return self.tie()
    }
    guard numbers.filter({ $0 == 1 }).count == 1, numbers.allSatisfy({ $0 == 0 || $0 == 1 }),
      let winner = numbers.firstIndex(of: 1)
    else {
      let ties = if case .value(let value) = tie { ", or \(value) for each" } else { "" }
      throw RowError(
        field: said[0].field,
        what: "the values \(said.map(\.value.described).joined(separator: ", ")) name no winner: "
          + "they must be one 1 and otherwise 0\(ties)")
    }
    for one in said { reading.note(one, Self.words(criterion, winner: winner) + " (the one with 1)") }
    return wins(winner)
  }
}
