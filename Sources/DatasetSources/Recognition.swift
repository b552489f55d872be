/// How the automatic choice knows rows of this kind, besides the columns that an adapter needs anyway.
public struct Recognition: Sendable, Equatable {
  /// Columns that every row has.
  public var with: [String] = []
  /// Columns of which a row has at least one.
  public var any: [String] = []
  /// Columns that no row has.
  public var without: [String] = []
  /// What kind of value these columns hold; null fits every kind.
  public var types: [(column: String, kind: ColumnKind)] = []

  public init() {}

  public static func == (a: Recognition, b: Recognition) -> Bool {
    a.with == b.with && a.any == b.any && a.without == b.without
      && a.types.map(\.column) == b.types.map(\.column) && a.types.map(\.kind) == b.types.map(\.kind)
  }
}

public enum ColumnKind: String, Sendable, CaseIterable {
  case text, number, list, object
  /// Bytes, or an object that holds bytes or a path.
  case medium

  func fits(_ value: RowValue) -> Bool {
    switch (self, value) {
    case (_, .null), (.text, .string), (.number, .integer), (.number, .bigInteger), (.number, .double),
      (.list, .array), (.medium, .bytes):
      true
    case (.object, .object(let object)): object["bytes"] == nil && object["path"] == nil
    case (.medium, .object(let object)): object["bytes"] != nil || object["path"] != nil
    default: false
    }
  }
}

extension Adapter {
  /// Why rows like this one are not of the adapter's kind; nil when they are.
  public func mismatch(_ row: RowObject) -> String? {
    let columns = Set(row.keys)
    for fields in required where !Adapter.has(fields, columns) {
      return "has no \(fields.map(\.name).joined(separator: " or "))"
    }
    for column in recognition.with where !columns.contains(column) { return "has no \(column)" }
    if !recognition.any.isEmpty, !recognition.any.contains(where: columns.contains) {
      return "has none of \(recognition.any.joined(separator: ", "))"
    }
    for column in recognition.without where columns.contains(column) { return "has \(column)" }
    for (column, kind) in recognition.types {
      if let value = row[column], !kind.fits(value) {
        return "has \(column) as \(value.kindName), not \(kind.words)"
      }
    }
    return nil
  }

  /// Whether the columns are there without which no row can be read.
  func hasWhatItNeeds(_ row: RowObject) -> Bool {
    let columns = Set(row.keys)
    return required.count > 1 && required.allSatisfy { Adapter.has($0, columns) }
  }

  private static func has(_ fields: Fields, _ columns: Set<String>) -> Bool {
    fields.contains { columns.contains($0.name) || columns.contains($0.column) }
  }

  /// The columns that the choice rests on; of several names the one that the row has.
  public func recognised(by row: RowObject? = nil) -> [String] {
    let columns = row.map { Set($0.keys) }
    func present(_ name: String) -> Bool { columns?.contains(name) ?? true }
    var names: [String] = []
    func add(_ name: String?) { if let name, !names.contains(name) { names.append(name) } }
    for fields in required { add(fields.first { present($0.name) || present($0.column) }?.name) }
    for name in recognition.with { add(name) }
    add(recognition.any.first(where: present))
    return names
  }

  /// For each field that every row must have, the names it may go by. In groups: that each of their rows must have.
  var required: [Fields] {
    var needed: [Fields] = []
    func add(_ fields: Fields) { if !fields.isEmpty, !needed.contains(fields) { needed.append(fields) } }
    func add(_ parts: [PartRule]) { for part in parts where !part.optional { add(part.fields) } }
    func add(_ conversation: ConversationRule) {
      switch conversation {
      case .messages(let fields), .transcript(let fields): add(fields)
      case .rounds(let list, _, _): add(list.fields)
      case .lists(let user, let assistant):
        add(user)
        add(assistant)
      }
    }
    func add(_ rule: CandidateRule) {
      switch rule.content {
      case .parts(let parts): add(parts)
      case .conversation(let conversation): add(conversation)
      }
    }
    if let group {
      add([group])
      for rule in candidates.rules { add(rule) }
      return needed
    }
    switch prompt {
    case .parts(let parts): add(parts)
    case .conversation(let conversation, let then):
      add(conversation)
      add(then)
    case .shared: break
    }
    switch candidates {
    case .listed(let rules): for rule in rules { add(rule) }
    case .each(let list, _): add(list.fields)
    }
    if let first = judgements.first {
      if let each = first.each { add(each.fields) } else { for fields in first.needed { add(fields) } }
    }
    return needed
  }
}

extension ColumnKind {
  fileprivate var words: String {
    switch self {
    case .text: "text"
    case .number: "a number"
    case .list: "a list"
    case .object: "an object"
    case .medium: "a medium"
    }
  }
}

extension JudgementRule {
  /// Fields of the row that the choice or the labels need; null is no judgement.
  var needed: [Fields] {
    func row(_ fields: FieldForEach?) -> [Fields] {
      switch fields {
      case .listed(let listed): listed
      case .list(let fields): [fields]
      case .inside, nil: []
      }
    }
    switch choice {
    case .label(let fields, _), .signed(let fields, _, _, _), .textOf(let fields): return [fields]
    case .oneHot(let each, _), .ranks(let each): return row(each)
    case .scores(let all): return all.flatMap { row($0) }
    case .even(let fields): return fields
    case .always: return []
    case nil: return row(label) + row(rates)
    }
  }
}
