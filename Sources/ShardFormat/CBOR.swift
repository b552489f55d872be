/// A value of the deterministic CBOR that shards use (RFC 8949 §4.2.1): integers, byte and text strings, arrays,
/// maps, booleans, null and floating-point numbers. Tags, `undefined` and other simple values do not exist here.
public enum CBOR: Sendable, Equatable {
  /// One key and its value. Encoding sorts entries; their order in memory has no meaning.
  public struct Entry: Sendable, Equatable {
    public var key: CBOR
    public var value: CBOR
    public init(key: CBOR, value: CBOR) {
      self.key = key
      self.value = value
    }
  }

  case unsigned(UInt64)
  /// The integer −1 − n.
  case negative(UInt64)
  case bytes([UInt8])
  case text(String)
  case array([CBOR])
  case map([Entry])
  case bool(Bool)
  case null
  case double(Double)
}

// MARK: Building

extension CBOR {
  /// A map with text keys, sorted by name.
  public static func object(_ fields: [String: CBOR]) -> CBOR {
    .map(fields.sorted { $0.key < $1.key }.map { Entry(key: .text($0.key), value: $0.value) })
  }

  public static func integer(_ value: Int) -> CBOR {
    value < 0 ? .negative(UInt64(bitPattern: Int64(~value))) : .unsigned(UInt64(value))
  }
}

extension CBOR: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(stringLiteral value: String) { self = .text(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .double(value) }
  public init(arrayLiteral elements: CBOR...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, CBOR)...) {
    self = .map(elements.map { Entry(key: .text($0.0), value: $0.1) })
  }
}

// MARK: Looking inside

extension CBOR {
  /// The value under a text key; nil when this is no map or has no such key.
  public subscript(key: String) -> CBOR? {
    guard case .map(let entries) = self else { return nil }
    for entry in entries {
      if case .text(let name) = entry.key, name == key { return entry.value }
    }
    return nil
  }

  /// The integer, when it is one and fits.
  public var intValue: Int? {
    switch self {
    case .unsigned(let n): Int(exactly: n)
    case .negative(let n): Int(exactly: n).map { -1 - $0 }
    default: nil
    }
  }

  public var textValue: String? {
    if case .text(let text) = self { text } else { nil }
  }

  public var bytesValue: [UInt8]? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }

  public var arrayValue: [CBOR]? {
    if case .array(let items) = self { items } else { nil }
  }

  public var mapValue: [Entry]? {
    if case .map(let entries) = self { entries } else { nil }
  }

  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number, an integer included.
  public var doubleValue: Double? {
    switch self {
    case .double(let value): value
    case .unsigned(let n): Double(n)
    case .negative(let n): -1 - Double(n)
    default: nil
    }
  }

  /// The map as a dictionary when every key is text, and no two are the same text in two Unicode normalisations:
  /// a dictionary would lose one of them without a word.
  public var fields: [String: CBOR]? {
    guard case .map(let entries) = self else { return nil }
    var fields: [String: CBOR] = [:]
    for entry in entries {
      guard case .text(let key) = entry.key else { return nil }
      guard fields.updateValue(entry.value, forKey: key) == nil else { return nil }
    }
    return fields
  }
}
