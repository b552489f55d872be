/// Writes Thrift's compact protocol, right or wrong as it is told.
struct Thrift {
  private(set) var bytes: [UInt8] = []
  private var last: Int16 = 0

  static func varint(_ value: UInt64) -> [UInt8] {
    var (value, bytes): (UInt64, [UInt8]) = (value, [])
    while value >= 0x80 {
      bytes.append(UInt8(value & 0x7F) | 0x80)
      value >>= 7
    }
    return bytes + [UInt8(value)]
  }

  static func zigzag(_ value: Int64) -> [UInt8] { varint(UInt64(bitPattern: (value << 1) ^ (value >> 63))) }

  mutating func field(_ id: Int16, _ kind: UInt8, _ value: [UInt8] = []) {
    bytes.append(UInt8(id - last) << 4 | kind)
    bytes += value
    last = id
  }

  mutating func int32(_ id: Int16, _ value: Int64?) { if let value { field(id, 5, Thrift.zigzag(value)) } }
  mutating func int64(_ id: Int16, _ value: Int64?) { if let value { field(id, 6, Thrift.zigzag(value)) } }
  mutating func bool(_ id: Int16, _ value: Bool) { field(id, value ? 1 : 2) }
  mutating func text(_ id: Int16, _ value: String) {
    field(id, 8, Thrift.varint(UInt64(value.utf8.count)) + value.utf8)
  }
  mutating func structure(_ id: Int16, _ body: (inout Thrift) -> Void) {
    field(id, 12, Thrift.structure(body))
  }
  mutating func structures(_ id: Int16, _ elements: [[UInt8]]) {
    let count: [UInt8] =
      elements.count < 15
      ? [UInt8(elements.count) << 4 | 12] : [0xFC] + Thrift.varint(UInt64(elements.count))
    field(id, 9, count + elements.flatMap { $0 })
  }

  static func structure(_ body: (inout Thrift) -> Void) -> [UInt8] {
    var thrift = Thrift()
    body(&thrift)
    return thrift.bytes + [0]
  }
}

/// A file of one column and one row group, for claims that no writer makes.
struct HandMadeFile {
  /// INT32.
  var type: Int64 = 1
  var typeLength: Int64?
  /// Optional.
  var repetition: Int64 = 1
  var convertedType: Int64?
  /// The whole schema, in the place of the one column.
  var schema: [[UInt8]]?
  var codec: Int64 = 0
  var rows: Int64 = 3
  var values: Int64? = 3
  var chunkType: Int64?
  var chunkBytes: Int64?
  var dataOffset: Int64 = 4
  var filePath: String?
  var isEncrypted = false
  var pages: [[UInt8]] = [HandMadeFile.page()]

  static func element(
    _ name: String, type: Int64? = nil, typeLength: Int64? = nil, repetition: Int64? = nil,
    children: Int64? = nil, convertedType: Int64? = nil, scale: Int64? = nil, precision: Int64? = nil
  ) -> [UInt8] {
    Thrift.structure {
      $0.int32(1, type)
      $0.int32(2, typeLength)
      $0.int32(3, repetition)
      $0.text(4, name)
      $0.int32(5, children)
      $0.int32(6, convertedType)
      $0.int32(7, scale)
      $0.int32(8, precision)
    }
  }

  /// Three values that are there: levels of one run, then the numbers 1, 2, 3.
  static let body: [UInt8] = [2, 0, 0, 0, 6, 1, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0]

  /// A data page of the first version.
  static func page(
    _ body: [UInt8] = body, values: Int64 = 3, encoding: Int64 = 0, levels: Int64 = 3, size: Int64? = nil,
    uncompressed: Int64? = nil, crc: Int64? = nil, kind: Int64 = 0, hasDetails: Bool = true
  ) -> [UInt8] {
    Thrift.structure {
      $0.int32(1, kind)
      $0.int32(2, uncompressed ?? Int64(body.count))
      $0.int32(3, size ?? Int64(body.count))
      $0.int32(4, crc)
      guard hasDetails else { return }
      $0.structure(5) {
        $0.int32(1, values)
        $0.int32(2, encoding)
        $0.int32(3, levels)
        $0.int32(4, levels)
      }
    } + body
  }

  static func dictionary(_ body: [UInt8], values: Int64, encoding: Int64 = 0) -> [UInt8] {
    Thrift.structure {
      $0.int32(1, 2)
      $0.int32(2, Int64(body.count))
      $0.int32(3, Int64(body.count))
      $0.structure(7) {
        $0.int32(1, values)
        $0.int32(2, encoding)
      }
    } + body
  }

  static func pageV2(
    _ body: [UInt8], values: Int64, encoding: Int64 = 0, definitionBytes: Int64 = 0,
    repetitionBytes: Int64 = 0
  ) -> [UInt8] {
    Thrift.structure {
      $0.int32(1, 3)
      $0.int32(2, Int64(body.count))
      $0.int32(3, Int64(body.count))
      $0.structure(8) {
        $0.int32(1, values)
        $0.int32(2, 0)
        $0.int32(3, values)
        $0.int32(4, encoding)
        $0.int32(5, definitionBytes)
        $0.int32(6, repetitionBytes)
      }
    } + body
  }

  var footer: [UInt8] {
    let pageBytes = pages.flatMap { $0 }
    let schema =
      schema ?? [
        HandMadeFile.element("root", children: 1),
        HandMadeFile.element(
          "c", type: type, typeLength: typeLength, repetition: repetition, convertedType: convertedType),
      ]
    let chunk = Thrift.structure {
      if let filePath { $0.text(1, filePath) }
      $0.int64(2, 0)
      $0.structure(3) {
        $0.int32(1, chunkType ?? type)
        $0.int32(4, codec)
        $0.int64(5, values)
        $0.int64(7, chunkBytes ?? Int64(pageBytes.count))
        $0.int64(9, dataOffset)
      }
      if isEncrypted { $0.structure(8) { $0.structure(1) { _ in } } }
    }
    let group = Thrift.structure {
      $0.structures(1, [chunk])
      $0.int64(2, 0)
      $0.int64(3, rows)
    }
    return Thrift.structure {
      $0.int32(1, 1)
      $0.structures(2, schema)
      $0.int64(3, rows)
      $0.structures(4, [group])
    }
  }

  var bytes: [UInt8] { HandMadeFile.file(pages.flatMap { $0 }, footer) }

  static func file(_ pages: [UInt8], _ footer: [UInt8]) -> [UInt8] {
    let length = withUnsafeBytes(of: UInt32(footer.count).littleEndian) { [UInt8]($0) }
    return Array("PAR1".utf8) + pages + footer + length + Array("PAR1".utf8)
  }
}
