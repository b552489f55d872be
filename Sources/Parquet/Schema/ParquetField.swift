/// How often a field occurs in its group.
public enum ParquetRepetition: Int32, Sendable {
  case required, optional, repeated
}

/// How a column's values are stored.
public enum ParquetPhysicalType: Sendable, Equatable {
  case boolean, int32, int64
  /// Twelve bytes; a timestamp of old writers.
  case int96
  case float, double, byteArray
  case fixedLengthByteArray(Int)
}

/// A column, or a group of fields, as the file's schema has it.
public struct ParquetField: Sendable, Equatable {
  public var name: String
  public var repetition: ParquetRepetition
  /// Nil for a group.
  public var physicalType: ParquetPhysicalType?
  public var logicalType: ParquetLogicalType?
  /// A number that some writers use besides the name.
  public var id: Int32?
  /// Empty for a column.
  public var children: [ParquetField]

  /// A column.
  public init(
    _ name: String, _ type: ParquetPhysicalType, logicalType: ParquetLogicalType? = nil,
    repetition: ParquetRepetition = .optional, id: Int32? = nil
  ) {
    self.name = name
    self.repetition = repetition
    physicalType = type
    self.logicalType = logicalType
    self.id = id
    children = []
  }

  /// A group of fields.
  public init(
    _ name: String, group children: [ParquetField], logicalType: ParquetLogicalType? = nil,
    repetition: ParquetRepetition = .optional, id: Int32? = nil
  ) {
    self.name = name
    self.repetition = repetition
    physicalType = nil
    self.logicalType = logicalType
    self.id = id
    self.children = children
  }

  public var isGroup: Bool { physicalType == nil }

  /// Columns in it, itself counted.
  var leaves: Int { isGroup ? children.reduce(0) { $0 + $1.leaves } : 1 }
}

/// The fields of a file's rows.
public struct ParquetSchema: Sendable, Equatable {
  public var fields: [ParquetField]

  public init(_ fields: [ParquetField]) { self.fields = fields }

  /// The field of that name at the top; nil when there is none.
  public subscript(name: String) -> ParquetField? { fields.first { $0.name == name } }
}
