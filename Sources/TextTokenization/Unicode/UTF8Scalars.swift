/// Reads and writes characters of text that is known to be UTF-8.
enum UTF8Scalars {
  /// The code point at `place`, and its length in bytes. Of what is not UTF-8, the byte's value and 1.
  @inline(__always)
  static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ place: Int) -> (codePoint: UInt32, length: Int) {
    let lead = UInt32(bytes[place])
    if lead < 0x80 { return (lead, 1) }
    let length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
    guard lead >= 0xC0, place &+ length <= bytes.count else { return (lead, 1) }
    var codePoint = lead & (0x7F >> UInt32(length))
    for i in 1..<length { codePoint = codePoint << 6 | UInt32(bytes[place &+ i] & 0x3F) }
    return (codePoint, length)
  }

  @inline(__always) static func length(_ codePoint: UInt32) -> Int {
    codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4
  }

  @inline(__always) static func append(_ codePoint: UInt32, to bytes: inout [UInt8]) {
    switch length(codePoint) {
    case 1: bytes.append(UInt8(codePoint))
    case 2:
      bytes.append(UInt8(0xC0 | codePoint >> 6))
      bytes.append(UInt8(0x80 | codePoint & 0x3F))
    case 3:
      bytes.append(UInt8(0xE0 | codePoint >> 12 & 0x0F))
      bytes.append(UInt8(0x80 | codePoint >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | codePoint & 0x3F))
    default:
      bytes.append(UInt8(0xF0 | codePoint >> 18 & 0x07))
      bytes.append(UInt8(0x80 | codePoint >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | codePoint >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | codePoint & 0x3F))
    }
  }

  static func codePoints(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt32] {
    var found: [UInt32] = []
    found.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let (codePoint, length) = decode(bytes, place)
      found.append(codePoint)
      place += length
    }
    return found
  }

  static func codePoints(_ text: [UInt8]) -> [UInt32] { text.withUnsafeBufferPointer(codePoints) }

  /// Where the character that ends before `end` begins.
  @inline(__always) static func before(_ end: Int, _ bytes: UnsafeBufferPointer<UInt8>, from: Int = 0) -> Int
  {
    var place = end &- 1
    while place > from, bytes[place] & 0xC0 == 0x80 { place &-= 1 }
    return place
  }
}
