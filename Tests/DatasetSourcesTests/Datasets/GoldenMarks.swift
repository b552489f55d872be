import ByteStreams
import PreferenceRecords

/// Compares a record with the marks that its texts and media carry (fixtures/datasets/README.md).
struct GoldenMarks {
  let record: PreferenceRecord
  let fixture: DatasetFixture

  /// Whether there is anything to hold it against.
  var tellSomething: Bool { !expected().isEmpty }

  /// What is wrong; empty when the record says what the marks say.
  func faults() -> [String] {
    var faults: [String] = []
    for (key, value) in expected() {
      let digits = Array(value)
      if key == "votes" || key == "annotators" {
        let names = Set(record.judgements.compactMap(\.annotator)).count
        if names != Int(value) { faults.append("\(names) annotators, not \(value)") }
      } else if key.hasPrefix("R_") {
        faults += ratings(criterion(String(key.dropFirst(2))), value)
      } else if key.hasPrefix("L_") {
        faults += labels(criterion(String(key.dropFirst(2))), digits)
      } else {
        faults += choice(record.judgements.filter { $0.criterion == criterion(key) }, digits, key)
      }
    }
    for vote in record.judgements where vote.criterion == "vote" {
      for (_, value) in Self.marks((vote.rationale ?? "") + " " + (vote.annotator ?? "")) {
        faults += choice([vote], Array(value), "the vote of \(vote.annotator ?? "nobody")")
      }
    }
    return faults
  }

  /// A digit for each candidate by criterion.
  private func expected() -> [(key: String, value: String)] {
    var all = Self.marks(record.prompt.map { Self.text($0.parts) }.joined(separator: " "))
    let said = Set(all.map(\.key))
    let qualities = record.candidates.map { candidate -> Character? in
      if let mark = Self.marks(Self.text(candidate.parts)).first(where: { $0.key == "q" }) {
        return mark.value.first
      }
      for part in candidate.parts {
        if case .media(let medium) = part, let quality = DatasetFixture.qualities[medium.digest.hex] {
          return "\(quality)".first
        }
      }
      return nil
    }.compactMap { $0 }
    let judged = fixture.name.hasPrefix("omnireward") ? "free" : "overall"
    if !said.contains(judged), qualities.count == record.candidates.count, fixture.adapter != "videofeedback"
    {
      all.append((judged, String(qualities)))
    }
    return all
  }

  /// A criterion in the row's own words is the one with a space.
  private func criterion(_ key: String) -> String {
    key == "free" ? record.judgements.map(\.criterion).first { $0.contains(" ") } ?? "free" : key
  }

  /// Of several annotators each has digits of his own, with "/" between them.
  private func ratings(_ criterion: String, _ mark: String) -> [String] {
    let annotators = mark.split(separator: "/").map { Array($0) }
    return (annotators.first ?? []).indices.compactMap { candidate in
      let values = record.judgements.compactMap { judgement -> Double? in
        guard judgement.criterion == criterion, case .rating(candidate, let value, _, _) = judgement.verdict
        else { return nil }
        return value
      }
      let expected = annotators.compactMap { $0[candidate].wholeNumberValue.map { Double($0) } }
      return values == expected
        ? nil : "\(criterion): candidate \(candidate + 1) has ratings \(values), not \(expected)"
    }
  }

  private func labels(_ criterion: String, _ digits: [Character]) -> [String] {
    digits.enumerated().compactMap { (candidate, digit) in
      let good = record.judgements.compactMap { judgement -> Bool? in
        guard judgement.criterion == criterion, case .label(candidate, let word) = judgement.verdict else {
          return nil
        }
        return word == "safe" || word == "kept"
      }
      return good == [digit == "1"] ? nil : "\(criterion): candidate \(candidate + 1) is labelled \(good)"
    }
  }

  private func choice(_ judgements: [Judgement], _ digits: [Character], _ what: String) -> [String] {
    var alone = record
    alone.judgements = judgements
    let pairs = Set(
      judgements.isEmpty
        ? [] : alone.pairs(criterion: judgements[0].criterion).map { [$0.winner, $0.loser] })
    var expected: Set<[Int]> = []
    for (i, a) in digits.enumerated() {
      for (j, b) in digits.enumerated() {
        if let a = a.wholeNumberValue, let b = b.wholeNumberValue, a > b { expected.insert([i, j]) }
      }
    }
    if pairs != expected {
      return [
        "\(what): the pairs are \(pairs.map(\.description).sorted()), not \(expected.map(\.description).sorted())"
      ]
    }
    let ties = judgements.compactMap { judgement -> Bool? in
      guard case .tie(_, let bothBad) = judgement.verdict else { return nil }
      return bothBad
    }
    let isTie = digits.count > 1 && digits.allSatisfy { $0 == digits[0] && $0.isNumber }
    return ties == (isTie ? [digits[0] == "0"] : []) ? [] : ["\(what): the ties are \(ties)"]
  }

  static func text(_ parts: [Part]) -> String {
    parts.map { if case .text(let text) = $0 { text } else { " " } }.joined(separator: " ")
  }

  /// Words like "safety~21".
  static func marks(_ text: String) -> [(key: String, value: String)] {
    text.split { $0 == " " || $0 == "\n" }.compactMap { word in
      let pieces = word.split(separator: "~")
      return pieces.count == 2 ? (String(pieces[0]), String(pieces[1])) : nil
    }
  }
}
