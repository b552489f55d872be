extension UnsafeRawBufferPointer {
  func u16(_ offset: Int) -> UInt16 {
    UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  func u32(_ offset: Int) -> UInt32 {
    UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
  func u64(_ offset: Int) -> UInt64 {
    UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// True when every byte is zero.
  var isZero: Bool {
    var i = 0
    while count - i >= 8 {
      if loadUnaligned(fromByteOffset: i, as: UInt64.self) != 0 { return false }
      i += 8
    }
    while i < count {
      if self[i] != 0 { return false }
      i += 1
    }
    return true
  }

  /// `length` bytes from `offset`; both must lie inside.
  func piece(_ offset: Int, _ length: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: self[offset..<offset + length])
  }
}

extension [UInt8] {
  mutating func append16(_ value: UInt16) {
    for i in 0..<2 { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }
  mutating func append32(_ value: UInt32) {
    for i in 0..<4 { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }
  mutating func append64(_ value: UInt64) {
    for i in 0..<8 { append(UInt8(truncatingIfNeeded: value >> (8 * i))) }
  }
  mutating func padTo64() { append(contentsOf: repeatElement(0, count: Alignment.padding(after: count))) }
}

/// Frames, arrays and blobs begin on multiples of 64 bytes.
enum Alignment {
  static let zeros = [UInt8](repeating: 0, count: 64)

  /// Zero bytes that bring `count` to a multiple of 64.
  static func padding(after count: Int) -> Int { (64 - count & 63) & 63 }
  static func padding(after count: UInt64) -> UInt64 { (64 - count & 63) & 63 }
}
