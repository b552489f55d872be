extension JSONScanner {
  /// The content of a string token, unescaped, as strict UTF-8. Surrogate pairs are joined; a lone half is an error.
  public func string(_ text: JSONText) throws(JSONError) -> String {
    let raw = UnsafeBufferPointer(start: base + text.range.lowerBound, count: text.range.count)
    if !text.hasEscapes {
      guard let string = String(validating: raw, as: UTF8.self) else { throw notUTF8(text) }
      return string
    }
    guard let string = String(validating: try unescaped(text), as: UTF8.self) else { throw notUTF8(text) }
    return string
  }

  /// The digits of a `.bigInteger` token.
  public func digits(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count), as: UTF8.self)
  }

  private func notUTF8(_ text: JSONText) -> JSONError {
    error("a string is not valid UTF-8", at: text.range.lowerBound)
  }

  private func unescaped(_ text: JSONText) throws(JSONError) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.range.count)
    var i = text.range.lowerBound
    let end = text.range.upperBound
    while i < end {
      let special = ByteSearch.firstSpecial(base, from: i, to: end)
      out.append(contentsOf: UnsafeBufferPointer(start: base + i, count: special - i))
      i = special
      if i >= end { break }
      // Only a backslash can stand here: the scanner has stopped at every other special byte. It has a byte after it.
      let code = base[i + 1]
      i += 2
      switch code {
      case 0x22, 0x5C, 0x2F: out.append(code)
      case 0x62: out.append(0x08)
      case 0x66: out.append(0x0C)
      case 0x6E: out.append(0x0A)
      case 0x72: out.append(0x0D)
      case 0x74: out.append(0x09)
      case 0x75: i = try appendUnicode(&out, from: i, to: end)
      default: throw error("unknown escape in a string", at: i - 2)
      }
    }
    return out
  }

  /// Appends the scalar of the `\u` escape whose digits start at `i`; returns where the text goes on.
  private func appendUnicode(_ out: inout [UInt8], from i: Int, to end: Int) throws(JSONError) -> Int {
    let first = try hexadecimal(i, end)
    var scalar = first
    var next = i + 4
    if (0xD800..<0xE000).contains(first) {
      guard first < 0xDC00, next + 6 <= end, base[next] == 0x5C, base[next + 1] == 0x75,
        case let second = try hexadecimal(next + 2, end), (0xDC00..<0xE000).contains(second)
      else { throw error("half of a surrogate pair stands alone", at: i - 2) }
      scalar = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      next += 6
    }
    if let scalar = Unicode.Scalar(scalar) { out.append(contentsOf: UTF8.encode(scalar) ?? .init()) }
    return next
  }

  private func hexadecimal(_ start: Int, _ end: Int) throws(JSONError) -> UInt32 {
    guard start + 4 <= end else { throw error("expected four hexadecimal digits", at: start) }
    var value: UInt32 = 0
    for i in start..<start + 4 {
      let digit: UInt8
      switch base[i] {
      case 0x30...0x39: digit = base[i] - 0x30
      case 0x41...0x46: digit = base[i] - 0x41 + 10
      case 0x61...0x66: digit = base[i] - 0x61 + 10
      default: throw error("expected four hexadecimal digits", at: i)
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
