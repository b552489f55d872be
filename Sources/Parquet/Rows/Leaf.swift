/// A column that is read: its place in the schema, and what its values become.
struct Leaf {
  /// Among all columns of the file.
  var index: Int
  /// With dots.
  var path: String
  var physical: ParquetPhysicalType
  var kind: LeafKind
  /// The definition level of a value, and the lowest one that says that only the value itself is null.
  var valueLevel: UInt8
  var nullLevel: UInt8
  var highestRepetition: UInt8
}
