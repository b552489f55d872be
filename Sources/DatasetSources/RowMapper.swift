import JSON
import Media
import PreferenceRecords

/// Turns rows into records as an adapter says.
public struct RowMapper: Sendable {
  public let adapter: Adapter

  public init(_ adapter: Adapter) { self.adapter = adapter }

  /// Where a row stands.
  public struct Place: Sendable {
    /// "train.jsonl:17".
    public var locator: String
    /// Used when the row has none of the adapter's id fields.
    public var id: String
    /// Used when the row has no split field.
    public var split: String?
    public init(locator: String, id: String, split: String? = nil) {
      self.locator = locator
      self.id = id
      self.split = split
    }
  }

  /// - Parameter media: reads a medium of this kind from where the row says it is.
  public func record(
    _ row: RowValue, at place: Place, media: (MediaKind, MediumSource) throws -> MediaReference
  ) throws -> PreferenceRecord {
    guard case .object(let object) = row else {
      throw RowError(field: "", what: "the row is \(row.kindName), not an object")
    }
    var fields = RowFields(object)
    let prompt = try parts(adapter.prompt, &fields, media)
    var candidates: [Candidate] = []
    for rule in adapter.candidates {
      let parts = try parts(rule.parts, &fields, media)
      candidates.append(Candidate(parts: parts, author: try text(rule.author, &fields)))
    }
    var judgements: [Judgement] = []
    if let overall = adapter.overall {
      guard overall.choice.contains(where: { object[Adapter.column($0)] != nil }) else {
        throw RowMapper.missing(overall.choice)
      }
      judgements += try self.judgements(overall, &fields)
    }
    for criterion in adapter.criteria { judgements += try self.judgements(criterion, &fields) }
    var critiques: [Critique] = []
    for rule in adapter.critiques {
      guard let whole = try text(rule.fields, &fields) else { continue }
      let split = FeedbackMarkers(whole)
      critiques.append(
        Critique(candidate: rule.candidate, text: split.text, advice: split.advice, aspect: rule.aspect))
    }
    let id = try text(adapter.id, &fields) ?? place.id
    let split = try text(adapter.split, &fields) ?? place.split
    return PreferenceRecord(
      id: id, prompt: [Message(role: .user, parts: prompt)], candidates: candidates, judgements: judgements,
      critiques: critiques, split: split, source: Source(name: adapter.name, locator: place.locator),
      licence: adapter.licence, extra: fields.rest)
  }

  private static func missing(_ fields: Adapter.Fields) -> RowError {
    RowError(
      field: fields.first ?? "",
      what: "is missing"
        + (fields.count > 1 ? " (also known as \(fields.dropFirst().joined(separator: ", ")))" : ""))
  }

  // MARK: Parts

  private func parts(
    _ rules: [Adapter.PartRule], _ fields: inout RowFields,
    _ media: (MediaKind, MediumSource) throws -> MediaReference
  ) throws -> [Part] {
    var parts: [Part] = []
    for rule in rules {
      guard let (field, value) = fields.take(rule.fields) else {
        if rule.optional { continue }
        throw RowMapper.missing(rule.fields)
      }
      guard let kind = MediaKind(rawValue: rule.kind.rawValue) else {
        guard let text = value.stringValue else {
          throw RowError(field: field, what: "is \(value.kindName), not text")
        }
        let shown = RowMapper.removing(rule.remove, from: text)
        if !(rule.optional && shown.isEmpty) { parts.append(.text(shown)) }
        continue
      }
      let sources = try RowMapper.sources(value, field)
      if sources.isEmpty, !rule.optional { throw RowError(field: field, what: "names no \(kind.rawValue)") }
      for source in sources {
        do { parts.append(.media(try media(kind, source))) } catch let error as RowError {
          throw RowError(field: field, what: error.what)
        }
      }
    }
    return parts
  }

  /// A path, bytes, several of them, or what Hugging Face stores for a medium: `{"bytes": …, "path": …}`.
  static func sources(_ value: RowValue, _ field: String) throws(RowError) -> [MediumSource] {
    switch value {
    case .string(let path): return path.isEmpty ? [] : [.path(path)]
    case .bytes(let bytes): return [.bytes(bytes, name: nil)]
    case .array(let values):
      var sources: [MediumSource] = []
      for value in values where !value.isNull { sources += try self.sources(value, field) }
      return sources
    case .object(let object):
      let path = object["path"]?.stringValue
      if let inside = object["bytes"], !inside.isNull {
        guard case .bytes(let bytes) = inside else {
          throw RowError(
            field: field, what: "holds the medium's bytes as \(inside.kindName); put them into a file")
        }
        return [.bytes(bytes, name: path)]
      }
      if let path { return [.path(path)] }
      throw RowError(field: field, what: "is an object without a path")
    default: throw RowError(field: field, what: "is \(value.kindName), not a path")
    }
  }

  /// Takes placeholders out, each with the white space after it; at the text's end, with the white space before it.
  static func removing(_ words: [String], from text: String) -> String {
    var bytes = Array(text.utf8)
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }
    for word in words.map({ Array($0.utf8) }) where !word.isEmpty {
      var i = 0
      while i + word.count <= bytes.count {
        guard bytes[i..<i + word.count].elementsEqual(word) else {
          i += 1
          continue
        }
        var end = i + word.count
        while end < bytes.count, isSpace(bytes[end]) { end += 1 }
        if end == bytes.count { while i > 0, isSpace(bytes[i - 1]) { i -= 1 } }
        bytes.removeSubrange(i..<end)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func text(_ names: Adapter.Fields, _ fields: inout RowFields) throws -> String? {
    guard let (field, value) = fields.take(names) else { return nil }
    switch value {
    case .string(let text): return text
    case .integer(let number): return String(number)
    default:
      throw RowError(field: field, what: "is \(value.kindName), not text")
    }
  }

  // MARK: Judgements

  private func judgements(_ rule: Adapter.CriterionRule, _ fields: inout RowFields) throws -> [Judgement] {
    var judgements: [Judgement] = []
    if let (field, value) = fields.take(rule.choice) {
      var reason: FeedbackMarkers?
      if let whole = try text(rule.reason, &fields) { reason = FeedbackMarkers(whole) }
      for verdict in try verdicts(value, field) {
        judgements.append(
          Judgement(
            verdict: verdict, criterion: rule.criterion, rationale: reason?.text, advice: reason?.advice))
      }
    }
    for candidate in rule.rates.indices {
      guard let (field, value) = fields.take(rule.rates[candidate]) else { continue }
      guard let rate = value.doubleValue ?? value.stringValue.flatMap({ Double($0) }), rate.isFinite else {
        throw RowError(field: field, what: "is \(value.kindName), not a number")
      }
      var rationale: String?
      if rule.rationales.indices.contains(candidate) {
        rationale = try text(rule.rationales[candidate], &fields)
      }
      judgements.append(
        Judgement(
          verdict: .rating(
            candidate: candidate, value: rate, low: adapter.scale?.lowerBound, high: adapter.scale?.upperBound
          ),
          criterion: rule.criterion, rationale: rationale))
    }
    return judgements
  }

  /// What a label says: the winner beats every other candidate, or they are tied.
  private func verdicts(_ value: RowValue, _ field: String) throws(RowError) -> [Judgement.Verdict] {
    let count = adapter.candidates.count
    let word: String
    switch value {
    case .string(let text): word = text
    case .integer(let number): word = String(number)
    case .double: word = value.intValue.map { String($0) } ?? value.json.text()
    default: throw RowError(field: field, what: "is \(value.kindName), not a label")
    }
    if adapter.ties.contains(word) { return [.tie(candidates: Array(0..<count), bothBad: false)] }
    if adapter.bothBad.contains(word) { return [.tie(candidates: Array(0..<count), bothBad: true)] }
    let (first, last) = (adapter.firstLabel, adapter.firstLabel + count - 1)
    guard let label = Int(word), (first...last).contains(label) else {
      let ties = (adapter.ties + adapter.bothBad).joined(separator: ", ")
      throw RowError(
        field: field,
        what: "the winner '\(word)' is no candidate: labels are \(first) to \(last)"
          + (ties.isEmpty ? "" : ", ties are \(ties)"))
    }
    return (0..<count).filter { $0 != label - first }.map {
      .pair(winner: label - first, loser: $0, strength: nil)
    }
  }
}
