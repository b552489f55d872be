import PreferenceRecords

extension RecordBuilder {
  mutating func judgements() throws -> [Judgement] {
    var judgements: [Judgement] = []
    for (n, rule) in adapter.judgements.enumerated() {
      if let list = rule.each {
        for (i, vote) in (try reading.elements(list, in: reading.row) ?? []).enumerated() {
          judgements += try self.judgements(rule, in: vote, annotator: String(i + 1))
        }
        continue
      }
      if n == 0 { try demand(rule) }
      judgements += try self.judgements(rule, in: reading.row, annotator: nil)
    }
    return judgements
  }

  /// The first rule's columns must be there, so that a misnamed one does not lose every label.
  private func demand(_ rule: JudgementRule) throws {
    for fields in rule.needed where !reading.has(fields, in: reading.row) {
      let column = fields.contains { field in
        if case .object(let object) = reading.row.value { return object[field.column] != nil }
        return false
      }
      if !column { throw RecordBuilder.missing(fields) }
    }
  }

  /// - Parameter annotator: who it is when the row does not say.
  private mutating func judgements(
    _ rule: JudgementRule, in scope: RowReading.Scope, annotator: String?
  ) throws -> [Judgement] {
    for expectation in rule.when where !holds(expectation, in: scope) { return [] }
    var criterion = rule.criterion
    if !rule.named.isEmpty {
      guard let named = try text(rule.named, in: scope, "criterion") else {
        throw RecordBuilder.missing(rule.named, in: scope)
      }
      criterion = named
    }
    let annotator = try text(rule.annotator, in: scope, "annotator") ?? annotator
    var judgements: [Judgement] = []
    if let choice = rule.choice {
      let verdicts = try verdicts(choice, in: scope, criterion)
      var reason: FeedbackMarkers?
      if !verdicts.isEmpty, let whole = try text(rule.reason, in: scope, "rationale") {
        reason = FeedbackMarkers(whole)
      }
      for verdict in verdicts {
        judgements.append(
          Judgement(
            verdict: verdict, criterion: criterion, rationale: reason?.text, annotator: annotator,
            advice: reason?.advice))
      }
    }
    judgements += try ratings(rule, in: scope, criterion, annotator)
    judgements += try labels(rule, in: scope, criterion, annotator)
    return judgements
  }

  private mutating func verdicts(
    _ choice: ChoiceEncoding, in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    switch choice {
    case .label(let fields, let encoding): return try verdicts(fields, encoding, in: scope, criterion)
    case .always(let winner): return try self.verdicts(always: winner, criterion)
    case .oneHot(let each, let tie): return try verdicts(oneHot: each, tie, in: scope, criterion)
    case .signed(let fields, let negative, let limit, let bothBad):
      return try verdicts(
        signed: fields, negative: negative, limit: limit, bothBad: bothBad, in: scope, criterion)
    case .ranks(let each): return try verdicts(ranks: each, in: scope, criterion)
    case .scores(let all): return try verdicts(scores: all, in: scope, criterion)
    case .even(let fields): return try verdicts(even: fields, in: scope, criterion)
    case .textOf(let fields): return try verdicts(textOf: fields, in: scope, criterion)
    }
  }

  /// The winner beats every other candidate.
  func wins(_ winner: Int, strength: Double? = nil) -> [Judgement.Verdict] {
    candidates.indices.filter { $0 != winner }.map { .pair(winner: winner, loser: $0, strength: strength) }
  }

  func tie(bothBad: Bool = false) -> [Judgement.Verdict] {
    [.tie(candidates: Array(candidates.indices), bothBad: bothBad)]
  }

  /// "overall: candidate 2 wins", counted from 1 as in adapters.
  static func words(_ criterion: String, winner: Int) -> String {
    "\(criterion): candidate \(winner + 1) wins"
  }

  // MARK: A field for each candidate

  /// What each candidate's field says; nil where there is none.
  mutating func values(_ each: FieldForEach, in scope: RowReading.Scope) throws -> [RowReading.Found?] {
    switch each {
    case .listed(let fields): return fields.map { reading.take($0, in: scope) }
    case .inside(let fields): return places.map { reading.take(fields, in: $0) }
    case .list(let fields):
      guard let found = reading.take(fields, in: scope) else { return candidates.map { _ in nil } }
      let elements = try RowLists.elements(found.value, found.field)
      guard elements.count == candidates.count else {
        throw RowError(
          field: found.field,
          what: "has \(elements.count) elements where there are \(candidates.count) candidates")
      }
      return elements.enumerated().map { (i, value) in
        if value.isNull { return nil }
        return RowReading.Found(value: value, path: found.path.inside(.index(i)))
      }
    }
  }

  /// A number, or a number as text; nil when the adapter says that this value is no rating.
  func number(_ found: RowReading.Found) throws(RowError) -> Double? {
    if let text = found.value.stringValue, adapter.noRating.contains(text) { return nil }
    guard let number = found.value.doubleValue ?? found.value.stringValue.flatMap({ Double($0) }),
      number.isFinite
    else {
      let none = adapter.noRating.isEmpty ? "" : " (\(adapter.noRating.joined(separator: ", ")) for none)"
      throw RowError(field: found.field, what: "is \(found.value.described), not a number\(none)")
    }
    return number
  }
}
