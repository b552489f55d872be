/// One value of a row.
public enum ParquetValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// A signed integer of any width.
  case int(Int64)
  /// An unsigned integer of any width.
  case uint(UInt64)
  /// Also what was stored in 16 bits.
  case float(Float)
  case double(Double)
  /// Text, enumerations and JSON documents.
  case string(String)
  /// Binary values, UUIDs and intervals; also what should have been text and is not UTF-8.
  case bytes(ParquetBytes)
  case decimal(ParquetDecimal)
  case date(ParquetDate)
  case time(ParquetTime)
  case timestamp(ParquetTimestamp)
  case list([ParquetValue])
  /// Entries in the order of the file; keys may occur twice.
  case map([ParquetMapEntry])
  case structure(ParquetStruct)
}

public struct ParquetMapEntry: Sendable, Equatable {
  public var key: ParquetValue
  public var value: ParquetValue

  public init(key: ParquetValue, value: ParquetValue) {
    self.key = key
    self.value = value
  }
}

/// A group of named values: a row, or a structure in one. The names are shared by all rows.
public struct ParquetStruct: Sendable, Equatable {
  public var fields: ParquetFields
  /// One for each name of `fields`.
  public var values: [ParquetValue]

  public init(_ fields: ParquetFields, _ values: [ParquetValue]) {
    self.fields = fields
    self.values = values
  }

  /// The value under a name; nil when there is no such field. In loops, ask `fields` for the place once.
  public subscript(name: String) -> ParquetValue? {
    guard let index = fields.index(of: name), values.indices.contains(index) else { return nil }
    return values[index]
  }
}

public typealias ParquetRow = ParquetStruct

/// The names of a structure's fields, in the order of its values.
public final class ParquetFields: Sendable, Equatable {
  public let names: [String]
  private let places: [String: Int]

  public init(_ names: [String]) {
    self.names = names
    places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where a name stands; the first of equal ones; nil when there is none.
  public func index(of name: String) -> Int? { places[name] }

  public static func == (a: ParquetFields, b: ParquetFields) -> Bool { a === b || a.names == b.names }
}

extension ParquetValue {
  public var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// A member of a structure.
  public subscript(name: String) -> ParquetValue? {
    if case .structure(let structure) = self { return structure[name] }
    return nil
  }

  public var stringValue: String? {
    if case .string(let text) = self { return text }
    return nil
  }

  public var bytesValue: ParquetBytes? {
    if case .bytes(let bytes) = self { return bytes }
    return nil
  }

  public var listValue: [ParquetValue]? {
    if case .list(let elements) = self { return elements }
    return nil
  }
}
