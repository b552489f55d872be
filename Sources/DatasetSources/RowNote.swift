import JSON

/// What became of a field of a row.
public struct RowNote: Sendable, Equatable {
  /// Empty for what is said of the row as a whole.
  public var field: String
  /// The beginning of the value, on one line.
  public var value: String
  public var became: String

  public init(field: String, value: String, became: String) {
    self.field = field
    self.value = value
    self.became = became
  }

  /// The beginning of a value as JSON text, for people; bytes as their number.
  static func shown(_ value: RowValue) -> String {
    if case .bytes(let bytes) = value { return "\(bytes.count) bytes" }
    return shown(without(bytes: value).json.text())
  }

  static func shown(_ text: String) -> String {
    text.unicodeScalars.count <= 60
      ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(57))) + "…"
  }

  private static func without(bytes value: RowValue) -> RowValue {
    switch value {
    case .bytes(let bytes): .string("\(bytes.count) bytes")
    case .array(let values): .array(values.prefix(16).map(without(bytes:)))
    case .object(let object):
      .object(
        RowObject(object.members.prefix(16).map { .init(key: $0.key, value: without(bytes: $0.value)) }))
    default: value
    }
  }
}

extension RowValue {
  /// "'good'", "3.5", "an object": a value in a message.
  var described: String {
    switch self {
    case .string, .integer, .bigInteger, .double, .bool: RowNote.shown(self)
    default: kindName
    }
  }
}
