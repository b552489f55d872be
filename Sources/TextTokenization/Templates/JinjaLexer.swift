/// Cuts a template into tokens, with `trim_blocks` (a line's end after a block tag is dropped) and `lstrip_blocks`
/// (white space before a block tag that starts its line is dropped) as chat templates are read.
struct JinjaLexer {
  let source: JinjaSource
  var position = 0
  var tokens: [JinjaToken] = []
  /// Whether the text so far ends in a line's end that the last tag took.
  private var lineStarting = true

  init(_ source: JinjaSource) { self.source = source }

  static func tokens(of source: JinjaSource) throws(TemplateError) -> [JinjaToken] {
    var lexer = JinjaLexer(source)
    try lexer.run()
    return lexer.tokens
  }

  private mutating func run() throws(TemplateError) {
    let bytes = source.bytes
    while position < bytes.count {
      guard let open = nextOpening(from: position) else {
        add(.data(JinjaText(bytes[position...])), at: position)
        break
      }
      let kind = bytes[open + 1]
      let sign = open + 2 < bytes.count ? bytes[open + 2] : 0
      data(position..<open, sign: sign, isVariable: kind == 0x7B)
      position = open + 2 + (sign == 0x2D || sign == 0x2B ? 1 : 0)
      switch kind {
      case 0x23: try comment(from: open)
      case 0x7B: try tag(from: open, isVariable: true)
      default:
        if let start = rawStart() {
          try raw(from: open, start)
        } else {
          try tag(from: open, isVariable: false)
        }
      }
      lineStarting = position > 0 && bytes[position - 1] == 0x0A
    }
    add(.end, at: bytes.count)
  }

  mutating func add(_ kind: JinjaToken.Kind, at offset: Int) {
    tokens.append(JinjaToken(kind: kind, at: offset))
  }

  private func nextOpening(from start: Int) -> Int? {
    let bytes = source.bytes
    var i = start
    while i + 1 < bytes.count {
      if bytes[i] == 0x7B, case let next = bytes[i + 1], next == 0x25 || next == 0x7B || next == 0x23 {
        return i
      }
      i += 1
    }
    return nil
  }

  /// Text before a tag whose opening carries `sign`.
  private mutating func data(_ range: Range<Int>, sign: UInt8, isVariable: Bool) {
    var text = source.bytes[range]
    if sign == 0x2D {
      text = JinjaText(text).stripped(.end).bytes[...]
    } else if sign != 0x2B, !isVariable {
      let lineStart = text.lastIndex(of: 0x0A).map { $0 + 1 } ?? text.startIndex
      if lineStart > text.startIndex || lineStarting, lineStart < text.endIndex,
        JinjaText(text[lineStart...]).stripped(.both).isEmpty
      {
        text = text[..<lineStart]
      }
    }
    if !text.isEmpty { add(.data(JinjaText(text)), at: range.lowerBound) }
  }

  private mutating func comment(from open: Int) throws(TemplateError) {
    let bytes = source.bytes
    guard let close = JinjaText(bytes).firstByte(of: "#}", from: position) else {
      throw source.error(.syntax, "the comment does not end", at: open)
    }
    closeTag(at: close, sign: close > position ? bytes[close - 1] : 0)
  }

  /// Goes past the closing that starts at `close`, with the white space or the line's end that it takes.
  private mutating func closeTag(at close: Int, sign: UInt8) {
    position = close + 2
    if sign == 0x2D {
      skipSpace()
    } else if sign != 0x2B, position < source.bytes.count, source.bytes[position] == 0x0A {
      position += 1
    }
  }

  private mutating func skipSpace() {
    let text = source.bytes
    while position < text.count {
      if text[position] < 0x80 {
        guard Unicode.Scalar(text[position]).isPythonSpace else { return }
        position += 1
      } else {
        let (scalar, length) = JinjaText(text[position..<min(position + 4, text.count)]).scalarStarting(at: 0)
        guard scalar.isPythonSpace else { return }
        position += length
      }
    }
  }

  /// Where the content of a `{% raw %}` starts whose tag's inside starts at the current position.
  private func rawStart() -> Int? {
    var ahead = self
    ahead.skipSpace()
    guard ahead.takes("raw") else { return nil }
    ahead.skipSpace()
    if ahead.takes("-%}") {
      ahead.skipSpace()
    } else if !ahead.takes("%}") {
      return nil
    }
    return ahead.position
  }

  private mutating func takes(_ word: JinjaText) -> Bool {
    guard source.bytes[position...].starts(with: word.bytes) else { return false }
    position += word.bytes.count
    return true
  }

  private mutating func raw(from open: Int, _ start: Int) throws(TemplateError) {
    var from = start
    let text = JinjaText(source.bytes)
    while let close = text.firstByte(of: "{%", from: from) {
      position = close + 2
      let sign: UInt8 = takes("-") ? 0x2D : takes("+") ? 0x2B : 0
      skipSpace()
      if takes("endraw") {
        skipSpace()
        let closing: UInt8 = takes("-") ? 0x2D : takes("+") ? 0x2B : 0
        let end = position
        if takes("%}") {
          lineStarting = source.bytes[start - 1] == 0x0A
          data(start..<close, sign: sign, isVariable: false)
          closeTag(at: end, sign: closing)
          return
        }
      }
      from = close + 1
    }
    throw source.error(.syntax, "'raw' has no 'endraw'", at: open)
  }

  /// The inside of a block or variable tag.
  private mutating func tag(from open: Int, isVariable: Bool) throws(TemplateError) {
    add(isVariable ? .variableBegin : .blockBegin, at: open)
    let bytes = source.bytes
    let end: UInt8 = isVariable ? 0x7D : 0x25
    var brackets: [UInt8] = []
    while true {
      skipSpace()
      guard position < bytes.count else { throw source.error(.syntax, "the tag does not end", at: open) }
      if brackets.isEmpty {
        let byte = bytes[position]
        let signed = byte == 0x2D || byte == 0x2B && !isVariable
        let close = position + (signed ? 1 : 0)
        if close + 1 < bytes.count, bytes[close] == end, bytes[close + 1] == 0x7D {
          add(isVariable ? .variableEnd : .blockEnd, at: position)
          // A variable never takes the line's end.
          closeTag(at: close, sign: signed ? byte : isVariable ? 0x2B : 0)
          return
        }
      }
      try expressionToken(&brackets)
    }
  }
}
