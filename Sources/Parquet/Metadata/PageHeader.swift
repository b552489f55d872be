/// What stands before a page: its kind, its sizes in bytes, how its values and levels are written.
struct PageHeader {
  enum Kind: Int32 { case data, index, dictionary, dataV2 }

  /// Nil for a kind that is not known; such pages are passed over.
  var kind: Kind?
  var compressedSize: Int32 = -1
  var uncompressedSize: Int32 = -1
  /// CRC-32 of the page as it lies in the file.
  var checksum: UInt32?
  /// Nulls counted.
  var values: Int32 = -1
  var encoding: Int32 = -1
  var definitionEncoding: Int32 = Encoding.rle
  var repetitionEncoding: Int32 = Encoding.rle
  // The second version keeps levels outside the compression.
  var definitionBytes: Int32 = 0
  var repetitionBytes: Int32 = 0
  var isCompressed = true

  /// - Parameter length: set to the header's bytes.
  init(_ bytes: UnsafeRawBufferPointer, length: inout Int) throws(Flaw) {
    var reader = ThriftReader(bytes)
    var hasDetails = false
    try reader.structure { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: kind = Kind(rawValue: try reader.int32(field))
      case 2: uncompressedSize = try reader.int32(field)
      case 3: compressedSize = try reader.int32(field)
      case 4: checksum = UInt32(bitPattern: try reader.int32(field))
      case 5:
        if kind == .data { hasDetails = true }
        try readData(&reader, field)
      case 7:
        if kind == .dictionary { hasDetails = true }
        try readDictionary(&reader, field)
      case 8:
        if kind == .dataV2 { hasDetails = true }
        try readDataV2(&reader, field)
      default: try reader.skip(field)
      }
    }
    guard compressedSize >= 0, uncompressedSize >= 0 else {
      throw Flaw(.badPage, "the header has no sizes, or negative ones")
    }
    if let kind, kind != .index {
      guard hasDetails else { throw Flaw(.badPage, "the header does not describe its page") }
      guard values >= 0, definitionBytes >= 0, repetitionBytes >= 0 else {
        throw Flaw(.badPage, "the header has no counts, or negative ones")
      }
    }
    length = reader.position
  }

  private mutating func readData(_ reader: inout ThriftReader, _ field: ThriftReader.Field) throws(Flaw) {
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: values = try reader.int32(field)
      case 2: encoding = try reader.int32(field)
      case 3: definitionEncoding = try reader.int32(field)
      case 4: repetitionEncoding = try reader.int32(field)
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readDictionary(
    _ reader: inout ThriftReader, _ field: ThriftReader.Field
  ) throws(Flaw) {
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: values = try reader.int32(field)
      case 2: encoding = try reader.int32(field)
      default: try reader.skip(field)
      }
    }
  }

  private mutating func readDataV2(
    _ reader: inout ThriftReader, _ field: ThriftReader.Field
  ) throws(Flaw) {
    try reader.structure(field) { (reader, field) throws(Flaw) in
      switch field.id {
      case 1: values = try reader.int32(field)
      case 4: encoding = try reader.int32(field)
      case 5: definitionBytes = try reader.int32(field)
      case 6: repetitionBytes = try reader.int32(field)
      case 7: isCompressed = try reader.bool(field)
      default: try reader.skip(field)
      }
    }
  }
}

/// How values are written, by the numbers of the format.
enum Encoding {
  static let plain: Int32 = 0
  static let plainDictionary: Int32 = 2
  static let rle: Int32 = 3
  static let bitPacked: Int32 = 4
  static let deltaBinaryPacked: Int32 = 5
  static let deltaLengthByteArray: Int32 = 6
  static let deltaByteArray: Int32 = 7
  static let rleDictionary: Int32 = 8
  static let byteStreamSplit: Int32 = 9
}
