/// The footer as it is written, before anything in it is believed.
struct FileMetadata {
  var elements: [SchemaElement] = []
  var rows: Int64 = -1
  var rowGroups: [RowGroupMetadata] = []
  var keyValues: [(key: String, value: String)] = []
  var createdBy: String?

  init(_ bytes: UnsafeRawBufferPointer, limits: ParquetLimits) throws(Flaw) {
    var reader = ThriftReader(bytes)
    try reader.structure { (reader, field) throws(Flaw) in
      switch field.id {
      case 2:
        try reader.list(field) { (reader, field) throws(Flaw) in
          guard elements.count <= limits.schemaFields else {
            throw Flaw(.limitExceeded, "the schema has more than \(limits.schemaFields) fields")
          }
          elements.append(try SchemaElement(&reader, field))
        }
      case 3: rows = try reader.integer(field)
      case 4:
        try reader.list(field) { (reader, field) throws(Flaw) in
          rowGroups.append(try RowGroupMetadata(&reader, field))
        }
      case 5:
        try reader.list(field) { (reader, field) throws(Flaw) in
          keyValues.append(try FileMetadata.keyValue(&reader, field))
        }
      case 6: createdBy = try reader.text(field)
      default: try reader.skip(field)
      }
    }
    guard !elements.isEmpty else { throw Flaw(.badMetadata, "the footer has no schema") }
    guard rows >= 0 else { throw Flaw(.badMetadata, "the footer has no number of rows, or a negative one") }
  }

  private static func keyValue(
    _ reader: inout ThriftReader, _ field: ThriftReader.Field
  ) throws(Flaw) -> (key: String, value: String) {
    var (key, value) = ("", "")
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: key = try reader.text(field)
      case 2: value = try reader.text(field)
      default: try reader.skip(field)
      }
    }
    return (key, value)
  }
}

/// Rows that lie together in the file, with one chunk for each column.
struct RowGroupMetadata {
  var columns: [ColumnMetadata] = []
  var rows: Int64 = -1
  var uncompressedBytes: Int64 = 0

  init(_ reader: inout ThriftReader, _ field: ThriftReader.Field) throws(Flaw) {
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1:
        try reader.list(field) { (reader, field) throws(Flaw) in
          columns.append(try ColumnMetadata(&reader, field))
        }
      case 2: uncompressedBytes = try reader.integer(field)
      case 3: rows = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
    guard rows >= 0 else {
      throw Flaw(.badMetadata, "a row group has no number of rows, or a negative one")
    }
  }
}

/// Where the pages of one column of one row group lie.
struct ColumnMetadata {
  var type: Int32 = -1
  var codec: Int32 = -1
  /// Nulls counted.
  var values: Int64 = -1
  /// Pages with their headers.
  var bytes: Int64 = -1
  var dataOffset: Int64 = -1
  var dictionaryOffset: Int64 = 0
  var isEncrypted = false
  var isInOtherFile = false

  init(_ reader: inout ThriftReader, _ field: ThriftReader.Field) throws(Flaw) {
    var hasPlace = false
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: isInOtherFile = !(try reader.text(field)).isEmpty
      case 3:
        hasPlace = true
        try readPlace(&reader, field)
      case 8:
        isEncrypted = true
        try reader.skip(field)
      default: try reader.skip(field)
      }
    }
    // A column that is encrypted with a key of its own may hide its description.
    if isEncrypted { return }
    guard hasPlace, type >= 0, codec >= 0, values >= 0, bytes >= 0, dataOffset >= 0 else {
      throw Flaw(.badMetadata, "a column's description lacks its type, codec, counts or offsets")
    }
  }

  private mutating func readPlace(_ reader: inout ThriftReader, _ field: ThriftReader.Field) throws(Flaw) {
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: type = try reader.int32(field)
      case 4: codec = try reader.int32(field)
      case 5: values = try reader.integer(field)
      case 7: bytes = try reader.integer(field)
      case 9: dataOffset = try reader.integer(field)
      case 11: dictionaryOffset = try reader.integer(field)
      default: try reader.skip(field)
      }
    }
  }
}
