/// One line of the schema as it is written: fields in depth-first order, groups with the number of their children.
struct SchemaElement {
  var type: Int32?
  var typeLength: Int32 = 0
  var repetition: Int32 = 0
  var name = ""
  var children: Int32 = 0
  var convertedType: Int32?
  var scale: Int32 = 0
  var precision: Int32 = 0
  var id: Int32?
  var logicalType: ParquetLogicalType?

  init(_ reader: inout ThriftReader, _ field: ThriftReader.Field) throws(Flaw) {
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: type = try reader.int32(field)
      case 2: typeLength = try reader.int32(field)
      case 3: repetition = try reader.int32(field)
      case 4: name = try reader.text(field)
      case 5: children = try reader.int32(field)
      case 6: convertedType = try reader.int32(field)
      case 7: scale = try reader.int32(field)
      case 8: precision = try reader.int32(field)
      case 9: id = try reader.int32(field)
      case 10: logicalType = try SchemaElement.logicalType(&reader, field)
      default: try reader.skip(field)
      }
    }
  }

  /// Nil for one that is not known: the field is then what its physical type says.
  private static func logicalType(
    _ reader: inout ThriftReader, _ field: ThriftReader.Field
  ) throws(Flaw) -> ParquetLogicalType? {
    var type: ParquetLogicalType?
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 5:
        var (scale, precision): (Int32, Int32) = (0, 0)
        try reader.structure(field) { (reader, field) throws(Flaw) in
          switch field.id {
          case 1: scale = try reader.int32(field)
          case 2: precision = try reader.int32(field)
          default: try reader.skip(field)
          }
        }
        type = .decimal(precision: Int(precision), scale: Int(scale))
        return
      case 7:
        let (unit, isUTC) = try timeUnit(&reader, field)
        type = unit.map { .time($0, isUTC: isUTC) }
        return
      case 8:
        let (unit, isUTC) = try timeUnit(&reader, field)
        type = unit.map { .timestamp($0, isUTC: isUTC) }
        return
      case 10:
        var (bits, isSigned): (Int64, Bool) = (0, false)
        try reader.structure(field) { (reader, field) throws(Flaw) in
          switch field.id {
          case 1: bits = try reader.integer(field)
          case 2: isSigned = try reader.bool(field)
          default: try reader.skip(field)
          }
        }
        type = .integer(bits: Int(bits), isSigned: isSigned)
        return
      case 1: type = .string
      case 2: type = .map
      case 3: type = .list
      case 4: type = .enumeration
      case 6: type = .date
      case 11: type = .unknown
      case 12: type = .json
      case 13: type = .bson
      case 14: type = .uuid
      case 15: type = .float16
      default: break
      }
      try reader.skip(field)
    }
    return type
  }

  private static func timeUnit(
    _ reader: inout ThriftReader, _ field: ThriftReader.Field
  ) throws(Flaw) -> (ParquetTimeUnit?, isUTC: Bool) {
    var unit: ParquetTimeUnit?
    var isUTC = false
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: isUTC = try reader.bool(field)
      case 2:
        try reader.structure(field) { (reader, field) throws(Flaw) in
          switch field.id {
          case 1: unit = .milliseconds
          case 2: unit = .microseconds
          case 3: unit = .nanoseconds
          default: break
          }
          try reader.skip(field)
        }
      default: try reader.skip(field)
      }
    }
    return (unit, isUTC)
  }
}
