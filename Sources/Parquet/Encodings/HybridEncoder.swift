/// Writes runs of one value, and groups of eight packed ones: levels, dictionary indices.
enum HybridEncoder {
  /// Bits that numbers up to `highest` need.
  static func width(_ highest: Int) -> Int { Int.bitWidth - highest.leadingZeroBitCount }

  /// Appends `values` to `bytes`, each in `width` bits, 1...32, which it fits in.
  static func append<T: FixedWidthInteger & UnsignedInteger>(
    _ values: [T], width: Int, to bytes: inout [UInt8]
  ) {
    values.withUnsafeBufferPointer { values in
      // Where values begin that are not written yet; they are whole groups.
      var start = 0
      var i = 0
      while i < values.count {
        var end = i + 1
        while end < values.count, values[end] == values[i] { end += 1 }
        if end - i < 8 {
          i += 8
          continue
        }
        pack(values, start..<i, width, &bytes)
        varint(UInt64(end - i) << 1, &bytes)
        for shift in 0..<(width + 7) / 8 {
          bytes.append(UInt8(truncatingIfNeeded: UInt64(values[i]) >> UInt64(8 * shift)))
        }
        i = end
        start = end
      }
      pack(values, start..<values.count, width, &bytes)
    }
  }

  /// Groups of eight, the last one filled up with zeros.
  private static func pack<T: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafeBufferPointer<T>, _ range: Range<Int>, _ width: Int, _ bytes: inout [UInt8]
  ) {
    if range.isEmpty { return }
    let groups = (range.count + 7) / 8
    varint(UInt64(groups) << 1 | 1, &bytes)
    let end = bytes.count + groups * width
    var (word, bits): (UInt64, Int) = (0, 0)
    for i in range {
      word |= UInt64(values[i]) << UInt64(bits)
      bits += width
      while bits >= 8 {
        bytes.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        bits -= 8
      }
    }
    if bits > 0 { bytes.append(UInt8(truncatingIfNeeded: word)) }
    bytes.append(contentsOf: repeatElement(0, count: end - bytes.count))
  }

  private static func varint(_ value: UInt64, _ bytes: inout [UInt8]) {
    var value = value
    while value >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
      value >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: value))
  }
}
