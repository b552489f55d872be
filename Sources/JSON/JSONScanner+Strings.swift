extension JSONScanner {
  /// The content of a string token, unescaped, as strict UTF-8. Surrogate pairs are joined; a lone half is an error.
  public func string(_ text: JSONText) throws(JSONError) -> String {
    let raw = UnsafeBufferPointer(start: base + text.range.lowerBound, count: text.range.count)
    if !text.hasEscapes {
      // Most names and words: `validating` costs more than such a text.
      if raw.count <= 64, raw.allSatisfy({ $0 < 0x80 }) { return String(decoding: raw, as: UTF8.self) }
      guard let string = String(validating: raw, as: UTF8.self) else { throw notUTF8(text) }
      return string
    }
    // Unescaped text is never longer than it was.
    let result = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.range.count) { buffer in
      Result { () throws(JSONError) -> String? in
        let count = try unescape(text, into: buffer)
        return String(validating: UnsafeBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
      }
    }
    guard let string = try result.get() else { throw notUTF8(text) }
    return string
  }

  /// The digits of a `.bigInteger` token.
  public func digits(_ range: Range<Int>) -> String {
    String(decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count), as: UTF8.self)
  }

  private func notUTF8(_ text: JSONText) -> JSONError {
    error("a string is not valid UTF-8", at: text.range.lowerBound)
  }

  /// Returns how many bytes it wrote.
  private func unescape(
    _ text: JSONText, into out: UnsafeMutableBufferPointer<UInt8>
  ) throws(JSONError) -> Int {
    guard let start = out.baseAddress else { return 0 }
    var count = 0
    var i = text.range.lowerBound
    let end = text.range.upperBound
    while i < end {
      let special = ByteSearch.firstSpecial(base, from: i, to: end)
      (start + count).update(from: base + i, count: special - i)
      count += special - i
      i = special
      if i >= end { break }
      // Only a backslash can stand here: the scanner has stopped at every other special byte. It has a byte after it.
      let code = base[i + 1]
      i += 2
      switch code {
      case 0x22, 0x5C, 0x2F: start[count] = code
      case 0x62: start[count] = 0x08
      case 0x66: start[count] = 0x0C
      case 0x6E: start[count] = 0x0A
      case 0x72: start[count] = 0x0D
      case 0x74: start[count] = 0x09
      case 0x75:
        let scalar = try unicode(&i, to: end)
        for unit in UTF8.encode(scalar) ?? .init() {
          start[count] = unit
          count += 1
        }
        continue
      default: throw error("unknown escape in a string", at: i - 2)
      }
      count += 1
    }
    return count
  }

  /// The scalar of the `\u` escape whose digits start at `i`, which moves to where the text goes on.
  private func unicode(_ i: inout Int, to end: Int) throws(JSONError) -> Unicode.Scalar {
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
    guard let valid = Unicode.Scalar(scalar) else {
      throw error("half of a surrogate pair stands alone", at: i - 2)
    }
    i = next
    return valid
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
