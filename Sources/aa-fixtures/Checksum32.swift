/// CRC-32 as zip and gzip use it (ISO 3309, reflected polynomial 0xEDB88320).
struct Checksum32 {
  private static let table: [UInt32] = (0..<256).map { i in
    var r = UInt32(i)
    for _ in 0..<8 { r = r & 1 != 0 ? r >> 1 ^ 0xEDB8_8320 : r >> 1 }
    return r
  }

  private var state: UInt32 = 0xFFFF_FFFF
  var value: UInt32 { ~state }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    var r = state
    Checksum32.table.withUnsafeBufferPointer { table in
      for byte in bytes { r = r >> 8 ^ table[Int(UInt8(truncatingIfNeeded: r) ^ byte)] }
    }
    state = r
  }

  static func of(_ bytes: [UInt8]) -> UInt32 {
    var sum = Checksum32()
    bytes.withUnsafeBytes { sum.add($0) }
    return sum.value
  }
}

/// Little-endian numbers at the end of bytes.
extension Array where Element == UInt8 {
  mutating func append(little value: Int, bytes: Int) {
    for i in 0..<bytes { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }
}
