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
    if level > renderer.limits.depth {
      throw renderer.fail(.limit, "values nested deeper than \(renderer.limits.depth) levels")
    }
    switch value {
    case .none: text.append("null")
    case .bool(let value): text.append(value ? "true" : "false")
    case .integer(let value): text.append(JinjaText(String(value)))
    case .bigInteger(let digits): text.append(digits)
    case .float(let value): text.append(JinjaJSON.number(value))
    case .string(let string): try write(string, renderer)
    case .list(let list), .tuple(let list):
      if list.items.isEmpty {
        text.append("[]")
        return
      }
      text.append("[")
      for (i, item) in list.items.enumerated() {
        if i > 0 { try append(itemSeparator, renderer) }
        try newLine(level + 1, renderer)
        try write(item, level: level + 1, renderer)
      }
      try newLine(level, renderer)
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
      if i > 0 { try append(itemSeparator, renderer) }
      try newLine(level + 1, renderer)
      switch member.key {
      case .string(let key): try write(key, renderer)
      case .none: text.append("\"null\"")
      case .bool(let value): text.append(value ? "\"true\"" : "\"false\"")
      case .integer(let value): text.append(JinjaText("\"\(value)\""))
      case .bigInteger(let digits): text.append(JinjaText("\"\(digits.string)\""))
      case .float(let value): text.append(JinjaText("\"\(JinjaJSON.number(value).string)\""))
      default: throw renderer.fail(.type, "'\(member.key.kindName)' cannot be a key in JSON")
      }
      try append(keySeparator, renderer)
      try write(member.value, level: level + 1, renderer)
    }
    try newLine(level, renderer)
    text.append("}")
  }

  private mutating func append(_ part: JinjaText, _ renderer: JinjaRenderer) throws(TemplateError) {
    try renderer.check(bytes: text.bytes.count + part.bytes.count)
    text.append(part)
  }

  private mutating func newLine(_ level: Int, _ renderer: JinjaRenderer) throws(TemplateError) {
    guard let indent else { return }
    text.append("\n")
    for _ in 0..<level { try append(indent, renderer) }
  }

  private static func number(_ value: Double) -> JinjaText {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return JinjaFloat.repr(value)
  }

  private mutating func write(_ string: JinjaText, _ renderer: JinjaRenderer) throws(TemplateError) {
    try renderer.check(bytes: text.bytes.count + string.bytes.count)
    try renderer.work(string.bytes.count, times: 2)
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
          try renderer.check(bytes: text.bytes.count)
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
