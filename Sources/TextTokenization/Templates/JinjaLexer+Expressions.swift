extension JinjaLexer {
  private static let symbols2 = ["//", "**", "==", "!=", ">=", "<="]
  private static let symbols1 = Set("+-/*%~[](){}><=.:|,;".utf8)

  /// The token at the current position, which is no white space.
  mutating func expressionToken(_ brackets: inout [UInt8]) throws(TemplateError) {
    let bytes = source.bytes
    let start = position
    let byte = bytes[start]
    switch byte {
    case 0x30...0x39: try number()
    case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: try name()
    case 0x22, 0x27: try string()
    default:
      for symbol in JinjaLexer.symbols2 where bytes[start...].starts(with: symbol.utf8) {
        position += 2
        add(.symbol(symbol), at: start)
        return
      }
      guard JinjaLexer.symbols1.contains(byte) else {
        throw source.error(.syntax, "unexpected character '\(Unicode.Scalar(byte))'", at: start)
      }
      try balance(byte, &brackets)
      position += 1
      add(.symbol(String(Unicode.Scalar(byte))), at: start)
    }
  }

  private func balance(_ byte: UInt8, _ brackets: inout [UInt8]) throws(TemplateError) {
    switch byte {
    case 0x7B: brackets.append(0x7D)
    case 0x28: brackets.append(0x29)
    case 0x5B: brackets.append(0x5D)
    case 0x7D, 0x29, 0x5D:
      let character = Character(Unicode.Scalar(byte))
      guard let expected = brackets.popLast() else {
        throw source.error(.syntax, "unexpected '\(character)'", at: position)
      }
      if expected != byte {
        throw source.error(
          .syntax, "unexpected '\(character)', expected '\(Character(Unicode.Scalar(expected)))'",
          at: position)
      }
    default: break
    }
  }

  /// Letters and digits of any script; what they make must be an identifier.
  private mutating func name() throws(TemplateError) {
    let text = JinjaText(source.bytes)
    let start = position
    while position < text.bytes.count {
      let (scalar, length) = text.scalarStarting(at: position)
      guard scalar == "_" || scalar.isPythonAlpha || scalar.isPythonNumeric else { break }
      position += length
    }
    let name = JinjaText(text.bytes[start..<position])
    guard name.isIdentifier else {
      let (scalar, _) = text.scalarStarting(at: start)
      throw source.error(.syntax, "unexpected character '\(scalar)'", at: start)
    }
    add(.name(name.string), at: start)
  }

  /// Past digits, single underscores between them allowed; false when there are none.
  private func digits(_ i: inout Int, _ isDigit: (UInt8) -> Bool) -> Bool {
    let bytes = source.bytes
    guard i < bytes.count, isDigit(bytes[i]) else { return false }
    i += 1
    while i < bytes.count {
      if isDigit(bytes[i]) {
        i += 1
      } else if bytes[i] == 0x5F, i + 1 < bytes.count, isDigit(bytes[i + 1]) {
        i += 2
      } else {
        break
      }
    }
    return true
  }

  private mutating func number() throws(TemplateError) {
    let bytes = source.bytes
    let start = position
    func isDecimal(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    // After a point stands an index, as in `a.0.1`.
    if start == 0 || bytes[start - 1] != 0x2E, case var end = start, digits(&end, isDecimal) {
      var isFloat = false
      if end < bytes.count, bytes[end] == 0x2E, case var fraction = end + 1, digits(&fraction, isDecimal) {
        isFloat = true
        end = fraction
      }
      if end < bytes.count, bytes[end] | 0x20 == 0x65 {
        var exponent = end + 1
        if exponent < bytes.count, bytes[exponent] == 0x2B || bytes[exponent] == 0x2D { exponent += 1 }
        if digits(&exponent, isDecimal) {
          isFloat = true
          end = exponent
        }
      }
      if isFloat {
        let text = String(decoding: bytes[start..<end].filter { $0 != 0x5F }, as: UTF8.self)
        guard let value = Double(text) else { throw source.error(.syntax, "not a number", at: start) }
        position = end
        add(.float(value), at: start)
        return
      }
    }
    try integer(from: start)
  }

  private mutating func integer(from start: Int) throws(TemplateError) {
    let bytes = source.bytes
    var radix = 10
    var end = start
    if bytes[start] == 0x30, start + 1 < bytes.count {
      let letter = bytes[start + 1] | 0x20
      let candidate = letter == 0x62 ? 2 : letter == 0x6F ? 8 : letter == 0x78 ? 16 : 10
      var i = start + 2
      if candidate != 10, i < bytes.count, bytes[i] == 0x5F { i += 1 }
      if candidate != 10,
        digits(
          &i,
          {
            Unicode.Scalar($0).properties.isASCIIHexDigit
              && (Int(String(Unicode.Scalar($0)), radix: candidate) != nil)
          })
      {
        radix = candidate
        end = i
      }
    }
    if radix == 10 {
      // A number that starts with zero is all zeros.
      if bytes[start] == 0x30 {
        _ = digits(&end) { $0 == 0x30 }
      } else {
        _ = digits(&end) { $0 &- 0x30 < 10 }
      }
    }
    let first = radix == 10 ? start : start + 2
    let text = String(decoding: bytes[first..<end].filter { $0 != 0x5F }, as: UTF8.self)
    guard let value = Int(text, radix: radix) else {
      throw source.error(.unsupported, "the integer does not fit into 64 bits", at: start)
    }
    position = end
    add(.integer(value), at: start)
  }

  private mutating func string() throws(TemplateError) {
    let bytes = source.bytes
    let start = position
    let quote = bytes[start]
    var text = JinjaText()
    var i = start + 1
    while i < bytes.count {
      let byte = bytes[i]
      if byte == quote {
        position = i + 1
        add(.string(text), at: start)
        return
      }
      if byte != 0x5C {
        text.bytes.append(byte)
        i += 1
        continue
      }
      guard i + 1 < bytes.count else { break }
      i = try escape(from: i, &text)
    }
    throw source.error(.syntax, "the string does not end", at: start)
  }

  /// Adds what the escape at `i` stands for and returns where it ends. An unknown one stands for itself.
  private func escape(from i: Int, _ text: inout JinjaText) throws(TemplateError) -> Int {
    let bytes = source.bytes
    let code = bytes[i + 1]
    switch code {
    case 0x0A: return i + 2
    case 0x5C, 0x22, 0x27: text.bytes.append(code)
    case 0x61: text.bytes.append(7)
    case 0x62: text.bytes.append(8)
    case 0x66: text.bytes.append(12)
    case 0x6E: text.bytes.append(10)
    case 0x72: text.bytes.append(13)
    case 0x74: text.bytes.append(9)
    case 0x76: text.bytes.append(11)
    case 0x30...0x37:
      var end = i + 1
      while end < bytes.count, end < i + 4, bytes[end] &- 0x30 < 8 { end += 1 }
      return try scalar(bytes[(i + 1)..<end], radix: 8, at: i, &text)
    case 0x78: return try scalar(bytes.dropFirst(i + 2).prefix(2), 2, at: i, &text)
    case 0x75: return try scalar(bytes.dropFirst(i + 2).prefix(4), 4, at: i, &text)
    case 0x55: return try scalar(bytes.dropFirst(i + 2).prefix(8), 8, at: i, &text)
    case 0x4E: throw source.error(.unsupported, "characters by their names are not supported", at: i)
    default: text.bytes.append(contentsOf: [0x5C, code])
    }
    return i + 2
  }

  private func scalar(
    _ digits: ArraySlice<UInt8>, _ count: Int? = nil, radix: Int = 16, at i: Int, _ text: inout JinjaText
  ) throws(TemplateError) -> Int {
    if let count,
      digits.count != count || !digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    {
      throw source.error(.syntax, "the escape needs \(count) hexadecimal digits", at: i)
    }
    guard let value = UInt32(String(decoding: digits, as: UTF8.self), radix: radix),
      let scalar = Unicode.Scalar(value)
    else { throw source.error(.unsupported, "the escape is no character", at: i) }
    text.append(scalar)
    return digits.endIndex
  }
}
