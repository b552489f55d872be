extension CBOR {
  /// Checks that `bytes` are one deterministic CBOR item, without building it.
  public static func validate(
    _ bytes: UnsafeRawBufferPointer, limits: CBORLimits = CBORLimits()
  ) throws(CBORError) {
    var cursor = CBORCursor(bytes, limits: limits)
    try skip(&cursor, depth: 0)
    guard cursor.position == bytes.count else { throw cursor.fail(.trailingBytes, at: cursor.position) }
  }

  private static func skip(_ cursor: inout CBORCursor, depth: Int) throws(CBORError) {
    let start = cursor.position
    switch try cursor.next() {
    case .text(let range):
      guard isUTF8(UnsafeRawBufferPointer(rebasing: cursor.input[range])) else {
        throw cursor.fail(.invalidUTF8, at: start)
      }
    case .array(let count):
      guard depth < cursor.limits.depth else { throw cursor.fail(.tooDeep, at: start) }
      for _ in 0..<count { try skip(&cursor, depth: depth + 1) }
    case .map(let count):
      guard depth < cursor.limits.depth else { throw cursor.fail(.tooDeep, at: start) }
      var previous: Range<Int>?
      for _ in 0..<count {
        let keyStart = cursor.position
        try skip(&cursor, depth: depth + 1)
        let range = keyStart..<cursor.position
        if let previous { try cursor.checkOrder(previous, range) }
        previous = range
        try skip(&cursor, depth: depth + 1)
      }
    case .unsigned, .negative, .bytes, .bool, .null, .double: break
    }
  }

  /// True for well-formed UTF-8 (Unicode 15 table 3-7: no overlong forms, no surrogates, nothing beyond U+10FFFF).
  private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var i = 0
    let n = bytes.count
    while i < n {
      if n - i >= 8,
        bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
      {
        i += 8
        continue
      }
      let lead = bytes[i]
      if lead < 0x80 {
        i += 1
        continue
      }
      let length: Int
      var low: UInt8 = 0x80
      var high: UInt8 = 0xBF
      switch lead {
      case 0xC2...0xDF: length = 2
      case 0xE0...0xEF:
        length = 3
        if lead == 0xE0 { low = 0xA0 }
        if lead == 0xED { high = 0x9F }
      case 0xF0...0xF4:
        length = 4
        if lead == 0xF0 { low = 0x90 }
        if lead == 0xF4 { high = 0x8F }
      default: return false
      }
      guard length <= n - i, bytes[i + 1] >= low, bytes[i + 1] <= high else { return false }
      for k in 2..<max(length, 2) where bytes[i + k] & 0xC0 != 0x80 { return false }
      i += length
    }
    return true
  }
}
