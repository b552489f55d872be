import PreferenceRecords

/// One row on its way to a record. Its extensions read parts, conversations and judgements.
struct RecordBuilder {
  let adapter: Adapter
  var reading: RowReading
  /// Where each candidate is read from: the row, or an element of a list.
  private(set) var places: [RowReading.Scope] = []
  private(set) var candidates: [Candidate] = []

  init(_ adapter: Adapter, _ reading: RowReading) {
    self.adapter = adapter
    self.reading = reading
  }

  mutating func record(at place: RowMapper.Place, media: RowMedia) throws -> PreferenceRecord {
    for expectation in adapter.expected { try demand(expectation) }
    var prompt = try promptFields(media)
    let rules = try candidateRules()
    var conversations: [[Turn]] = []
    for (rule, place) in rules {
      places.append(place)
      var parts: [Part] = []
      switch rule.content {
      case .parts(let part): parts = try self.parts(part, in: place, media)
      case .conversation(let conversation):
        conversations.append(try turns(conversation, in: place, media) ?? missing(conversation))
      }
      candidates.append(Candidate(parts: parts, author: try text(rule.author, in: place, "author")))
    }
    if !conversations.isEmpty { prompt += try split(conversations) }
    let judgements = try self.judgements()
    var critiques: [Critique] = []
    for rule in adapter.critiques { critiques += try self.critiques(rule) }
    let refinements = adapter.refinements.map { rule in
      Refinement(
        from: rule.from, to: rule.to,
        critiques: critiques.indices.filter { critiques[$0].candidate == rule.from })
    }
    let id = try text(adapter.id, in: reading.row, "id") ?? place.id
    let split = try text(adapter.split, in: reading.row, "split") ?? place.split
    let extra = reading.rest
    for (name, value) in extra.sorted(by: { $0.key < $1.key }) { reading.noteExtra(name, value) }
    return PreferenceRecord(
      id: id, prompt: prompt, candidates: candidates, judgements: judgements, critiques: critiques,
      refinements: refinements, split: split,
      source: Source(name: adapter.name, locator: place.locator), licence: adapter.licence, extra: extra)
  }

  /// A rule for each candidate of this row, and where it begins to read.
  private mutating func candidateRules() throws -> [(CandidateRule, RowReading.Scope)] {
    switch adapter.candidates {
    case .listed(let rules): return rules.map { ($0, reading.row) }
    case .each(let list, let rule):
      guard let elements = try reading.elements(list, in: reading.row) else {
        throw RecordBuilder.missing(list.fields)
      }
      if elements.isEmpty {
        throw RowError(field: list.fields.first?.name ?? "", what: "is empty: the row has no candidate")
      }
      return elements.map { (rule, $0) }
    }
  }

  mutating func replace(parts: [Part], of candidate: Int) { candidates[candidate].parts = parts }

  static func missing(_ fields: Fields, in scope: RowReading.Scope = .init(value: .null)) -> RowError {
    let names = fields.map { scope.path.column == nil ? $0.name : scope.path.inside(.name($0.name)).text }
    return RowError(
      field: names.first ?? "",
      what: "is missing"
        + (names.count > 1 ? " (also known as \(names.dropFirst().joined(separator: ", ")))" : ""))
  }

  /// Refuses a row that says something else.
  private mutating func demand(_ expectation: Adapter.Expectation) throws {
    guard let found = reading.take(expectation.fields, in: reading.row) else { return }
    guard let word = Words.word(found.value), expectation.values.contains(word) else {
      throw RowError(
        field: found.field,
        what:
          "is \(RowNote.shown(found.value)); this dataset's rows have \(expectation.values.joined(separator: " or "))"
      )
    }
    reading.note(found, "as expected")
  }

  /// Whether a row says what a rule is for.
  mutating func holds(_ expectation: Adapter.Expectation, in scope: RowReading.Scope) -> Bool {
    guard let found = reading.take(expectation.fields, in: scope), let word = Words.word(found.value) else {
      return false
    }
    let holds = expectation.values.contains(word)
    reading.note(found, holds ? "there is a judgement" : "there is no judgement")
    return holds
  }

  mutating func text(_ names: Fields, in scope: RowReading.Scope, _ became: String) throws -> String? {
    guard let found = reading.take(names, in: scope) else { return nil }
    switch found.value {
    case .string(let text):
      reading.note(found, became)
      return text
    case .integer(let number):
      reading.note(found, became)
      return String(number)
    default: throw RowError(field: found.field, what: "is \(found.value.kindName), not text")
    }
  }
}

extension RowReading {
  mutating func noteExtra(_ name: String, _ value: @autoclosure () -> String) {
    noteRaw(name, value(), "kept as extra")
  }
}
