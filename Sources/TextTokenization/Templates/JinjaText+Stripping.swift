extension Unicode.Scalar {
  /// What Python's `str.isspace` takes for white space: more than ASCII, and the four separators 1C to 1F.
  var isPythonSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }
}

extension JinjaText {
  enum Ends { case both, start, end }

  /// Without white space, or without any of the code points of `characters`, at the ends.
  func stripped(_ ends: Ends, _ characters: JinjaText? = nil) -> JinjaText {
    var set: Set<Unicode.Scalar>?
    if let characters { set = Set(characters.scalars) }
    func strips(_ scalar: Unicode.Scalar) -> Bool { set?.contains(scalar) ?? scalar.isPythonSpace }
    var start = 0
    var end = bytes.count
    if ends != .end {
      while start < end, case let (scalar, length) = scalarStarting(at: start), strips(scalar) {
        start += length
      }
    }
    if ends != .start {
      while end > start, case let (scalar, length) = scalarEnding(at: end), strips(scalar) { end -= length }
    }
    return start == 0 && end == bytes.count ? self : JinjaText(bytes[start..<end])
  }

  func scalarStarting(at i: Int) -> (Unicode.Scalar, Int) {
    let first = bytes[i]
    if first < 0x80 { return (Unicode.Scalar(first), 1) }
    let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let end = min(i + length, bytes.count)
    var value = UInt32(first) & (0xFF >> UInt32(length + 1))
    for byte in bytes[(i + 1)..<end] { value = value << 6 | UInt32(byte & 0x3F) }
    return (Unicode.Scalar(value) ?? "\u{FFFD}", end - i)
  }

  func scalarEnding(at end: Int) -> (Unicode.Scalar, Int) {
    var i = end - 1
    while i > 0, bytes[i] & 0xC0 == 0x80 { i -= 1 }
    return (scalarStarting(at: i).0, end - i)
  }

  /// The parts between runs of white space, at most `limit` cuts from the left; what is left over keeps its end.
  func splitAtSpace(limit: Int) -> [JinjaText] {
    var parts: [JinjaText] = []
    var i = 0
    func skip(spaces: Bool) {
      while i < bytes.count, case let (scalar, length) = scalarStarting(at: i), scalar.isPythonSpace == spaces
      {
        i += length
      }
    }
    skip(spaces: true)
    while i < bytes.count {
      let start = i
      if parts.count == limit { i = bytes.count } else { skip(spaces: false) }
      parts.append(JinjaText(bytes[start..<i]))
      skip(spaces: true)
    }
    return parts
  }

  func splitAtSpaceFromEnd(limit: Int) -> [JinjaText] {
    var parts: [JinjaText] = []
    var i = bytes.count
    func skip(spaces: Bool) {
      while i > 0, case let (scalar, length) = scalarEnding(at: i), scalar.isPythonSpace == spaces {
        i -= length
      }
    }
    skip(spaces: true)
    while i > 0 {
      let end = i
      if parts.count == limit { i = 0 } else { skip(spaces: false) }
      parts.append(JinjaText(bytes[i..<end]))
      skip(spaces: true)
    }
    return parts.reversed()
  }

  /// The parts between occurrences of `separator`, which is not empty.
  func split(at separator: JinjaText, limit: Int) -> [JinjaText] {
    var parts: [JinjaText] = []
    var start = 0
    while limit < 0 || parts.count < limit, let i = firstByte(of: separator, from: start) {
      parts.append(JinjaText(bytes[start..<i]))
      start = i + separator.bytes.count
    }
    parts.append(JinjaText(bytes[start...]))
    return parts
  }

  func splitFromEnd(at separator: JinjaText, limit: Int) -> [JinjaText] {
    var parts: [JinjaText] = []
    var end = bytes.count
    while limit < 0 || parts.count < limit, let i = lastByte(of: separator, before: end) {
      parts.append(JinjaText(bytes[i + separator.bytes.count..<end]))
      end = i
    }
    parts.append(JinjaText(bytes[..<end]))
    return parts.reversed()
  }

  /// The lines without their ends, as Python's `splitlines` cuts them.
  func lines(keepingEnds: Bool = false) -> [JinjaText] {
    var lines: [JinjaText] = []
    var start = 0
    var i = 0
    while i < bytes.count {
      let (scalar, length) = scalarStarting(at: i)
      var end = i + length
      switch scalar.value {
      case 0x0D: if end < bytes.count, bytes[end] == 0x0A { end += 1 }
      case 0x0A, 0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029: break
      default:
        i = end
        continue
      }
      lines.append(JinjaText(bytes[start..<(keepingEnds ? end : i)]))
      start = end
      i = end
    }
    if start < bytes.count { lines.append(JinjaText(bytes[start...])) }
    return lines
  }

  /// With occurrences of `old` replaced, at most `limit` of them when it is not negative.
  func replacing(_ old: JinjaText, with new: JinjaText, limit: Int) -> JinjaText {
    var result = JinjaText()
    var done = 0
    if old.isEmpty {
      var i = 0
      while limit < 0 || done < limit {
        result.append(new)
        done += 1
        guard i < bytes.count else { return result }
        let (scalar, length) = scalarStarting(at: i)
        result.append(scalar)
        i += length
      }
      result.bytes.append(contentsOf: bytes[i...])
      return result
    }
    var start = 0
    while limit < 0 || done < limit, let i = firstByte(of: old, from: start) {
      result.bytes.append(contentsOf: bytes[start..<i])
      result.append(new)
      start = i + old.bytes.count
      done += 1
    }
    result.bytes.append(contentsOf: bytes[start...])
    return result
  }

  /// How often `other` stands in the text, not overlapping.
  func occurrences(of other: JinjaText) -> Int {
    if other.isEmpty { return count + 1 }
    var found = 0
    var start = 0
    while let i = firstByte(of: other, from: start) {
      found += 1
      start = i + other.bytes.count
    }
    return found
  }
}
