/// JSON as Python's `json.dumps` writes it, for the `tojson` filter.
struct JinjaJSON {
  var escapesAll = false
  /// What each level is indented by; nil writes everything on one line.
  var indent: JinjaText?
  var itemSeparator: JinjaText = ", "
  var keySeparator: JinjaText = ": "
  var sortsKeys = false
  private(set) var text = JinjaText()

  mutating func write(
    _ value: JinjaValue, level: Int = 0, _ renderer: JinjaRenderer
  ) throws(TemplateError) {
    try renderer.step()
    if text.bytes.count > renderer.limits.outputBytes || level > renderer.limits.depth {
      throw renderer.fail(.limit, "JSON beyond the limits")
    }
    switch value {
    case .none: text.append("null")
    case .bool(let value): text.append(value ? "true" : "false")
    case .integer(let value): text.append(JinjaText(String(value)))
    case .bigInteger(let digits): text.append(digits)
    case .float(let value): text.append(JinjaJSON.number(value))
    case .string(let string): write(string)
    case .list(let list), .tuple(let list):
      if list.items.isEmpty {
        text.append("[]")
        return
      }
      text.append("[")
      for (i, item) in list.items.enumerated() {
        if i > 0 { text.append(itemSeparator) }
        newLine(level + 1)
        try write(item, level: level + 1, renderer)
      }
      newLine(level)
      text.append("]")
    case .dictionary(let dictionary): try write(dictionary, level, renderer)
    default:
      throw renderer.fail(.type, "'\(value.kindName)' cannot be written as JSON")
    }
  }

  private mutating func write(
    _ dictionary: JinjaDictionary, _ level: Int, _ renderer: JinjaRenderer
  ) throws(TemplateError) {
    if dictionary.count == 0 {
      text.append("{}")
      return
    }
    var members: [(key: JinjaValue, value: JinjaValue)] = Array(zip(dictionary.keys, dictionary.values))
    if sortsKeys { members = try renderer.sorted(members) { $0.key } }
    text.append("{")
    for (i, member) in members.enumerated() {
      if i > 0 { text.append(itemSeparator) }
      newLine(level + 1)
      switch member.key {
      case .string(let key): write(key)
      case .none: text.append("\"null\"")
      case .bool(let value): text.append(value ? "\"true\"" : "\"false\"")
      case .integer(let value): text.append(JinjaText("\"\(value)\""))
      case .bigInteger(let digits): text.append(JinjaText("\"\(digits.string)\""))
      case .float(let value): text.append(JinjaText("\"\(JinjaJSON.number(value).string)\""))
      default: throw renderer.fail(.type, "'\(member.key.kindName)' cannot be a key in JSON")
      }
      text.append(keySeparator)
      try write(member.value, level: level + 1, renderer)
    }
    newLine(level)
    text.append("}")
  }

  private mutating func newLine(_ level: Int) {
    guard let indent else { return }
    text.append("\n")
    for _ in 0..<level { text.append(indent) }
  }

  private static func number(_ value: Double) -> JinjaText {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return JinjaFloat.repr(value)
  }

  private mutating func write(_ string: JinjaText) {
    text.append("\"")
    for scalar in string.string.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        text.append("\\")
        text.append(scalar)
      case "\n": text.append("\\n")
      case "\r": text.append("\\r")
      case "\t": text.append("\\t")
      case "\u{8}": text.append("\\b")
      case "\u{C}": text.append("\\f")
      default:
        if scalar.value < 0x20 || escapesAll && scalar.value > 0x7E {
          for unit in UTF16.encode(scalar) ?? .init(CollectionOfOne(0xFFFD)) {
            text.append(JinjaText("\\u" + JinjaRenderer.hexadecimal(UInt32(unit), 4)))
          }
        } else {
          text.append(scalar)
        }
      }
    }
    text.append("\"")
  }
}
