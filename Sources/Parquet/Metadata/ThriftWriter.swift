/// Writes the Thrift compact protocol, in which a Parquet file's footer and page headers are written.
struct ThriftWriter {
  private typealias Kind = ThriftReader.Kind

  private(set) var bytes: [UInt8] = []
  private var last: Int16 = 0

  /// A structure on its own.
  static func structure(_ body: (inout ThriftWriter) -> Void) -> [UInt8] {
    var writer = ThriftWriter()
    body(&writer)
    writer.bytes.append(0)
    return writer.bytes
  }

  private mutating func varint(_ value: UInt64) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }

  private mutating func zigzag(_ value: Int64) { varint(UInt64(bitPattern: value << 1 ^ value >> 63)) }

  private mutating func begin(_ id: Int16, _ kind: Kind) {
    let step = id &- last
    if (1...15).contains(step) {
      bytes.append(UInt8(step) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      zigzag(Int64(id))
    }
    last = id
  }

  mutating func int32(_ id: Int16, _ value: Int32) {
    begin(id, .int32)
    zigzag(Int64(value))
  }

  mutating func int64(_ id: Int16, _ value: Int) {
    begin(id, .int64)
    zigzag(Int64(value))
  }

  mutating func byte(_ id: Int16, _ value: Int8) {
    begin(id, .byte)
    bytes.append(UInt8(bitPattern: value))
  }

  /// In a structure the kind is the value.
  mutating func bool(_ id: Int16, _ value: Bool) { begin(id, value ? .yes : .no) }

  mutating func binary(_ id: Int16, _ value: [UInt8]) {
    begin(id, .binary)
    varint(UInt64(value.count))
    bytes += value
  }

  mutating func text(_ id: Int16, _ value: String) { binary(id, Array(value.utf8)) }

  mutating func structure(_ id: Int16, _ body: (inout ThriftWriter) -> Void) {
    begin(id, .structure)
    nested(body)
  }

  private mutating func nested(_ body: (inout ThriftWriter) -> Void) {
    let outer = last
    last = 0
    body(&self)
    bytes.append(0)
    last = outer
  }

  private mutating func beginList(_ id: Int16, _ kind: Kind, count: Int) {
    begin(id, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      varint(UInt64(count))
    }
  }

  mutating func structures<T>(_ id: Int16, _ elements: [T], _ body: (inout ThriftWriter, T) -> Void) {
    beginList(id, .structure, count: elements.count)
    for element in elements { nested { body(&$0, element) } }
  }

  mutating func integers(_ id: Int16, _ elements: [Int32]) {
    beginList(id, .int32, count: elements.count)
    for element in elements { zigzag(Int64(element)) }
  }

  mutating func texts(_ id: Int16, _ elements: [String]) {
    beginList(id, .binary, count: elements.count)
    for element in elements {
      varint(UInt64(element.utf8.count))
      bytes += element.utf8
    }
  }
}
