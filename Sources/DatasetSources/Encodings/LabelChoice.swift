import PreferenceRecords

extension RecordBuilder {
  /// A label that names the winner, or says that there is none.
  mutating func verdicts(
    _ fields: Fields, _ encoding: LabelEncoding, in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    guard let found = reading.take(fields, in: scope) else { return [] }
    if case .bool = found.value { throw RowError(field: found.field, what: "is a boolean, not a label") }
    guard let label = Words.word(found.value) else {
      throw RowError(field: found.field, what: "is \(found.value.kindName), not a label")
    }
    if encoding.none.contains(label) {
      reading.note(found, "\(criterion): no judgement")
      return []
    }
    if encoding.ties.contains(label) {
      reading.note(found, "\(criterion): a tie, both good")
      return tie()
    }
    if encoding.bothBad.contains(label) {
      reading.note(found, "\(criterion): a tie, both bad")
      return tie(bothBad: true)
    }
    let (word, strength) = encoding.parts(label)
    if strength == 0 {
      reading.note(found, "\(criterion): a tie")
      return tie()
    }
    guard let winner = encoding.winner(word, of: candidates.count) else {
      throw RowError(
        field: found.field,
        what: "the winner '\(label)' is no candidate: \(encoding.words(candidates.count))")
    }
    reading.note(found, Self.words(criterion, winner: winner) + " (\(encoding.words(candidates.count)))")
    return wins(winner, strength: strength)
  }
}

extension LabelEncoding {
  /// "B+2" is B, by 2, when "+" stands between a label and its strength.
  func parts(_ label: String) -> (word: String, strength: Double?) {
    guard let mark = strength, !mark.isEmpty, let first = mark.first,
      let place = label.firstIndex(of: first), label[place...].hasPrefix(mark),
      let number = Double(label[label.index(place, offsetBy: mark.count)...]), number >= 0, number.isFinite
    else { return (label, nil) }
    return (String(label[..<place]), number)
  }

  func winner(_ label: String, of count: Int) -> Int? {
    switch winners {
    case .words(let words): return words.firstIndex { $0.contains(label) }
    case .numbers(let first):
      guard let number = Int(label), number >= first,
        case let winner = number.subtractingReportingOverflow(first),
        !winner.overflow, winner.partialValue < count
      else { return nil }
      return winner.partialValue
    }
  }

  /// "labels are 1 to 2, ties are 0, tie".
  func words(_ count: Int) -> String {
    let ties = (ties + bothBad).joined(separator: ", ")
    let tail = ties.isEmpty ? "" : ", ties are \(ties)"
    switch winners {
    case .words(let words): return "labels are \(words.joined().joined(separator: ", "))" + tail
    case .numbers(let first): return "labels are \(first) to \(first &+ count &- 1)" + tail
    }
  }
}
