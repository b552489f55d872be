/// Reads the Thrift compact protocol, in which a Parquet file's footer and page headers are written.
///
/// It borrows the bytes. No length is believed before that many bytes are known to be there.
struct ThriftReader {
  enum Kind: UInt8 {
    case yes = 1, no, byte, int16, int32, int64, double, binary, list, set, map, structure
  }

  struct Field {
    var id: Int16
    var kind: Kind
  }

  private let bytes: UnsafeRawBufferPointer
  private(set) var position = 0
  private var depth = 0
  private static let maximalDepth = 32

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private mutating func byte() throws(Flaw) -> UInt8 {
    guard position < bytes.count else { throw Flaw(.truncated, "its description ends in the middle") }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func varint() throws(Flaw) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      let next = try byte()
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
    throw Flaw(.badMetadata, "a number in its description is longer than ten bytes")
  }

  /// An integer of any width.
  mutating func integer(_ field: Field) throws(Flaw) -> Int64 {
    switch field.kind {
    case .byte: return Int64(Int8(bitPattern: try byte()))
    case .int16, .int32, .int64:
      let raw = try varint()
      return Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1)))
    default: throw Flaw(.badMetadata, "field \(field.id) of its description is no integer")
    }
  }

  mutating func int32(_ field: Field) throws(Flaw) -> Int32 {
    guard let value = Int32(exactly: try integer(field)) else {
      throw Flaw(.badMetadata, "field \(field.id) of its description is out of range")
    }
    return value
  }

  mutating func bool(_ field: Field) throws(Flaw) -> Bool {
    guard field.kind == .yes || field.kind == .no else {
      throw Flaw(.badMetadata, "field \(field.id) of its description is no boolean")
    }
    return field.kind == .yes
  }

  /// Text; what is not UTF-8 in it is replaced.
  mutating func text(_ field: Field) throws(Flaw) -> String {
    guard field.kind == .binary else {
      throw Flaw(.badMetadata, "field \(field.id) of its description is no text")
    }
    let count = try length()
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  private mutating func length() throws(Flaw) -> Int {
    let count = try varint()
    guard count <= UInt64(bytes.count - position) else {
      throw Flaw(.truncated, "its description ends in the middle")
    }
    return Int(count)
  }

  /// Hands every field to `body`, which reads its value or skips it.
  mutating func structure(
    _ body: (inout ThriftReader, Field) throws(Flaw) -> Void
  ) throws(Flaw) {
    depth += 1
    guard depth <= ThriftReader.maximalDepth else {
      throw Flaw(.badMetadata, "its description is nested deeper than \(ThriftReader.maximalDepth)")
    }
    var last: Int16 = 0
    while true {
      let header = try byte()
      if header == 0 { break }
      let kind = try kind(header & 0x0F)
      if header >> 4 != 0 {
        last = last &+ Int16(header >> 4)
      } else {
        guard let id = Int16(exactly: try integer(Field(id: 0, kind: .int16))) else {
          throw Flaw(.badMetadata, "a field number in its description is out of range")
        }
        last = id
      }
      try body(&self, Field(id: last, kind: kind))
    }
    depth -= 1
  }

  /// A structure that is the value of `field`.
  mutating func structure(
    _ field: Field, _ body: (inout ThriftReader, Field) throws(Flaw) -> Void
  ) throws(Flaw) {
    guard field.kind == .structure else {
      throw Flaw(.badMetadata, "field \(field.id) of its description is no structure")
    }
    try structure(body)
  }

  /// Hands every element to `body`, which reads it as a field without a number or skips it.
  mutating func list(
    _ field: Field, _ body: (inout ThriftReader, Field) throws(Flaw) -> Void
  ) throws(Flaw) {
    guard field.kind == .list || field.kind == .set else {
      throw Flaw(.badMetadata, "field \(field.id) of its description is no list")
    }
    let header = try byte()
    // An element takes a byte at least.
    let count = header >> 4 == 15 ? try length() : Int(header >> 4)
    // Some writers give empty lists no kind.
    if count == 0 { return }
    let kind = try kind(header & 0x0F)
    for _ in 0..<count { try body(&self, Field(id: field.id, kind: kind)) }
  }

  private func kind(_ raw: UInt8) throws(Flaw) -> Kind {
    guard let kind = Kind(rawValue: raw) else {
      throw Flaw(.badMetadata, "its description has a field of the unknown kind \(raw)")
    }
    return kind
  }

  /// Passes over a value that nobody asked for.
  mutating func skip(_ field: Field, inList: Bool = false) throws(Flaw) {
    switch field.kind {
    // In a structure the kind is the value; in a list it takes a byte.
    case .yes, .no: if inList { _ = try byte() }
    case .byte: _ = try byte()
    case .int16, .int32, .int64: _ = try varint()
    case .double:
      guard bytes.count - position >= 8 else {
        throw Flaw(.truncated, "its description ends in the middle")
      }
      position += 8
    case .binary:
      let count = try length()
      position += count
    case .structure: try structure { (reader, field) throws(Flaw) in try reader.skip(field) }
    case .list, .set:
      depth += 1
      guard depth <= ThriftReader.maximalDepth else {
        throw Flaw(.badMetadata, "its description is nested deeper than \(ThriftReader.maximalDepth)")
      }
      try list(field) { (reader, field) throws(Flaw) in try reader.skip(field, inList: true) }
      depth -= 1
    case .map:
      let count = try length()
      guard count > 0 else { return }
      depth += 1
      guard depth <= ThriftReader.maximalDepth else {
        throw Flaw(.badMetadata, "its description is nested deeper than \(ThriftReader.maximalDepth)")
      }
      let kinds = try byte()
      let (key, value) = (try kind(kinds >> 4), try kind(kinds & 0x0F))
      for _ in 0..<count {
        try skip(Field(id: field.id, kind: key), inList: true)
        try skip(Field(id: field.id, kind: value), inList: true)
      }
      depth -= 1
    }
  }
}
