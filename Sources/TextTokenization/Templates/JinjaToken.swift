/// A piece of a template.
struct JinjaToken {
  enum Kind: Equatable {
    case data(JinjaText)
    case blockBegin, blockEnd, variableBegin, variableEnd
    case name(String)
    case string(JinjaText)
    case integer(Int)
    case float(Double)
    case symbol(String)
    case end
  }
  var kind: Kind
  /// The byte in the template at which it starts.
  var at: Int

  /// For messages.
  var description: String {
    switch kind {
    case .data: "text"
    case .blockBegin: "'{%'"
    case .blockEnd: "'%}'"
    case .variableBegin: "'{{'"
    case .variableEnd: "'}}'"
    case .name(let name): "'\(name)'"
    case .string: "a string"
    case .integer, .float: "a number"
    case .symbol(let symbol): "'\(symbol)'"
    case .end: "the end of the template"
    }
  }
}

/// A template's text with every line ended by a line feed, and without the last one.
struct JinjaSource: Sendable {
  let bytes: [UInt8]

  init(_ text: String) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    var afterReturn = false
    for byte in text.utf8 {
      if byte == 0x0D {
        bytes.append(0x0A)
      } else if byte != 0x0A || !afterReturn {
        bytes.append(byte)
      }
      afterReturn = byte == 0x0D
    }
    if bytes.last == 0x0A { bytes.removeLast() }
    self.bytes = bytes
  }

  func error(_ kind: TemplateError.Kind, _ what: String, at offset: Int) -> TemplateError {
    var line = 1
    var lineStart = 0
    for i in 0..<min(offset, bytes.count) where bytes[i] == 0x0A {
      line += 1
      lineStart = i + 1
    }
    return TemplateError(kind, what, line: line, column: offset - lineStart + 1)
  }
}
