import PreferenceRecords

extension RecordBuilder {
  /// A rating for each candidate; where a field holds a list, one for each annotator.
  mutating func ratings(
    _ rule: JudgementRule, in scope: RowReading.Scope, _ criterion: String, _ annotator: String?
  ) throws -> [Judgement] {
    guard let rates = rule.rates else { return [] }
    let scale = rule.scale ?? adapter.scale
    var rationales: [RowReading.Found?] = []
    if let rule = rule.rationales { rationales = try values(rule, in: scope) }
    var judgements: [Judgement] = []
    for (candidate, found) in try values(rates, in: scope).enumerated() {
      guard let found else { continue }
      var rationale: String?
      if rationales.indices.contains(candidate), let reason = rationales[candidate] {
        guard let text = reason.value.stringValue else {
          throw RowError(field: reason.field, what: "is \(reason.value.kindName), not text")
        }
        reading.note(reason, "\(criterion): rationale")
        rationale = text
      }
      let several = found.value.arrayValue != nil
      for (i, one) in self.several(found).enumerated() {
        guard let value = try number(one) else {
          reading.note(one, "\(criterion): no rating")
          continue
        }
        reading.note(one, "\(criterion): rating of candidate \(candidate + 1)")
        judgements.append(
          Judgement(
            verdict: .rating(
              candidate: candidate, value: value, low: scale?.lowerBound, high: scale?.upperBound),
            criterion: criterion, rationale: rationale,
            annotator: several ? String(i + 1) : annotator))
      }
    }
    return judgements
  }

  private func several(_ found: RowReading.Found) -> [RowReading.Found] {
    guard case .array(let values) = found.value else { return [found] }
    return values.enumerated().map { (i, value) in
      RowReading.Found(value: value, path: found.path.inside(.index(i)))
    }
  }

  /// A word on each candidate.
  mutating func labels(
    _ rule: JudgementRule, in scope: RowReading.Scope, _ criterion: String, _ annotator: String?
  ) throws -> [Judgement] {
    guard let label = rule.label else { return [] }
    var judgements: [Judgement] = []
    for (candidate, found) in try values(label, in: scope).enumerated() {
      guard let found else { continue }
      guard let said = Words.word(found.value),
        let word = rule.words.first(where: { $0.values.contains(said) })
      else {
        let known = rule.words.flatMap(\.values).joined(separator: ", ")
        throw RowError(field: found.field, what: "the label \(found.value.described) is none of \(known)")
      }
      reading.note(found, "\(criterion): candidate \(candidate + 1) is \(word.word)")
      judgements.append(
        Judgement(
          verdict: .label(candidate: candidate, value: word.word), criterion: criterion, annotator: annotator)
      )
    }
    return judgements
  }

  /// One critique, or one for each text of a list.
  mutating func critiques(_ rule: Adapter.CritiqueRule) throws -> [Critique] {
    var places: [(candidate: Int, scope: RowReading.Scope)] = []
    if let list = rule.each {
      places = (try reading.elements(list, in: reading.row) ?? []).map { (rule.candidate ?? 0, $0) }
    } else if let candidate = rule.candidate {
      places = [(candidate, reading.row)]
    } else {
      places = self.places.enumerated().map { ($0.offset, $0.element) }
    }
    var critiques: [Critique] = []
    for (candidate, scope) in places {
      guard let found = reading.take(rule.fields, in: scope) else { continue }
      for one in several(found) where !one.value.isNull {
        guard let whole = one.value.stringValue else {
          throw RowError(field: one.field, what: "is \(one.value.kindName), not text")
        }
        reading.note(one, "critique of candidate \(candidate + 1)")
        let split = FeedbackMarkers(whole)
        critiques.append(
          Critique(candidate: candidate, text: split.text, advice: split.advice, aspect: rule.aspect))
      }
    }
    return critiques
  }
}
