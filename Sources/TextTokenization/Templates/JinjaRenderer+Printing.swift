extension JinjaRenderer {
  /// The text of a value, as Python's `str` gives it.
  func printed(_ value: JinjaValue) throws(TemplateError) -> JinjaText {
    switch value {
    case .undefined: return JinjaText()
    case .string(let text): return text
    default:
      var text = JinjaText()
      try represent(value, &text)
      return text
    }
  }

  /// Adds the text of a value within another, as Python's `repr` gives it.
  func represent(_ value: JinjaValue, _ text: inout JinjaText) throws(TemplateError) {
    try step()
    try check(bytes: text.bytes.count)
    switch value {
    case .undefined: text.append("Undefined")
    case .none: text.append("None")
    case .bool(let value): text.append(value ? "True" : "False")
    case .integer(let value): text.append(JinjaText(String(value)))
    case .bigInteger(let digits): text.append(digits)
    case .float(let value): text.append(JinjaFloat.repr(value))
    case .string(let string):
      if string.isMarkup { text.append("Markup(") }
      try quote(string, &text)
      if string.isMarkup { text.append(")") }
    case .list(let list): try represent(list.items, "[", "]", &text)
    case .tuple(let list): try represent(list.items, "(", list.items.count == 1 ? ",)" : ")", &text)
    case .dictionary(let dictionary): try represent(dictionary.keys, dictionary.values, &text)
    case .view(let view):
      text.append(JinjaText("dict_\(view.part.rawValue)("))
      try represent((0..<view.dictionary.count).map { view.element($0) }, "[", "]", &text)
      text.append(")")
    case .range(let range):
      text.append(JinjaText("range(\(range.start), \(range.stop)"))
      text.append(JinjaText(range.step == 1 ? ")" : ", \(range.step))"))
    case .namespace(let namespace):
      text.append("<Namespace ")
      try represent(namespace.keys, namespace.values, &text)
      text.append(">")
    case .loop(let state): text.append(JinjaText("<LoopContext \(state.index0 + 1)/\(try state.count())>"))
    case .function(let function):
      guard case .macro(let macro) = function.kind else { throw unprintable(value) }
      text.append("<Macro ")
      if macro.syntax.name == nil {
        text.append("anonymous")
      } else {
        try quote(JinjaText(macro.syntax.nameText), &text)
      }
      text.append(">")
    case .iterator, .cycler, .joiner: throw unprintable(value)
    }
  }

  /// Python would print where it lies in memory.
  private func unprintable(_ value: JinjaValue) -> TemplateError {
    fail(.unsupported, "'\(value.kindName)' has no text of its own; '|list' or a call may be missing")
  }

  private func represent(
    _ items: [JinjaValue], _ open: JinjaText, _ close: JinjaText, _ text: inout JinjaText
  ) throws(TemplateError) {
    text.append(open)
    try nested { () throws(TemplateError) in
      for (i, item) in items.enumerated() {
        if i > 0 { text.append(", ") }
        try represent(item, &text)
      }
    }
    text.append(close)
  }

  private func represent(
    _ keys: [JinjaValue], _ values: [JinjaValue], _ text: inout JinjaText
  ) throws(TemplateError) {
    text.append("{")
    try nested { () throws(TemplateError) in
      for (i, key) in keys.enumerated() {
        if i > 0 { text.append(", ") }
        try represent(key, &text)
        text.append(": ")
        try represent(values[i], &text)
      }
    }
    text.append("}")
  }

  private func quote(_ string: JinjaText, _ text: inout JinjaText) throws(TemplateError) {
    try work(string.bytes.count, times: 4)
    let quote: Unicode.Scalar = string.bytes.contains(0x27) && !string.bytes.contains(0x22) ? "\"" : "'"
    text.append(quote)
    for scalar in string.string.unicodeScalars {
      switch scalar {
      case quote, "\\":
        text.append("\\")
        text.append(scalar)
      case "\n": text.append("\\n")
      case "\r": text.append("\\r")
      case "\t": text.append("\\t")
      case " "..."~": text.append(scalar)
      default:
        if scalar.value >= 0xA0, scalar.isPythonPrintable {
          text.append(scalar)
        } else {
          try check(bytes: text.bytes.count)
          let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
          text.append(JinjaText("\\" + letter + JinjaRenderer.hexadecimal(scalar.value, width)))
        }
      }
    }
    text.append(quote)
  }

  static func hexadecimal(_ value: UInt32, _ width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}
