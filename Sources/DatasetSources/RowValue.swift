import JSON

/// A value of a row, whatever container it came from: JSON's values, and bytes.
public enum RowValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case integer(Int64)
  /// An integer beyond `Int64`, as its digits.
  case bigInteger(String)
  case double(Double)
  case string(String)
  case bytes([UInt8])
  case array([RowValue])
  case object(RowObject)
}

/// The fields of a row, or of an object inside it, in their order.
public struct RowObject: Sendable, Equatable {
  public struct Member: Sendable, Equatable {
    public var key: String
    public var value: RowValue
    public init(key: String, value: RowValue) {
      self.key = key
      self.value = value
    }
  }

  public var members: [Member]

  public init(_ members: [Member] = []) { self.members = members }

  public var keys: [String] { members.map(\.key) }

  /// The value under a key of these very letters.
  public subscript(key: String) -> RowValue? {
    // Adapters look for many names that a row does not have: most are told apart by their lengths.
    let length = key.utf8.count
    return members.withUnsafeBufferPointer { members in
      for i in members.indices where members[i].key.utf8.count == length && members[i].key == key {
        return members[i].value
      }
      return nil
    }
  }
}

extension RowValue {
  /// The member of an object; nil when this is no object or has no such member.
  public subscript(key: String) -> RowValue? {
    guard case .object(let object) = self else { return nil }
    return object[key]
  }

  /// The element of an array; nil when this is no array or is shorter.
  public subscript(index: Int) -> RowValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  public var isNull: Bool { self == .null }

  public var boolValue: Bool? {
    guard case .bool(let value) = self else { return nil }
    return value
  }

  /// An integer, also when it is written as a number without a fractional part, such as `2.0`.
  public var intValue: Int? {
    switch self {
    case .integer(let value): Int(exactly: value)
    case .double(let value): Int(exactly: value)
    default: nil
    }
  }

  /// Any number as the nearest double.
  public var doubleValue: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .bigInteger(let digits): Double(digits)
    case .double(let value): value
    default: nil
    }
  }

  public var stringValue: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  public var arrayValue: [RowValue]? {
    guard case .array(let value) = self else { return nil }
    return value
  }

  public var objectValue: RowObject? {
    guard case .object(let value) = self else { return nil }
    return value
  }

  /// What kind of value this is, in words for messages.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .bigInteger: "an integer"
    case .double: "a number"
    case .string: "a string"
    case .bytes: "bytes"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
