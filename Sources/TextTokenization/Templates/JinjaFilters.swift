/// The filters that exist, those that are refused when used included.
enum JinjaFilter {
  static let names: Set<String> = [
    "abs", "attr", "batch", "capitalize", "center", "count", "d", "default", "dictsort", "e", "escape",
    "filesizeformat", "first", "float", "forceescape", "format", "groupby", "indent", "int", "items", "join",
    "last",
    "length", "list", "lower", "map", "max", "min", "pprint", "random", "reject", "rejectattr", "replace",
    "reverse",
    "round", "safe", "select", "selectattr", "slice", "sort", "string", "striptags", "sum", "title", "tojson",
    "trim",
    "truncate", "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap", "xmlattr",
  ]
  static func exists(_ name: String) -> Bool { names.contains(name) }
}

extension JinjaRenderer {
  func filter(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "upper", "lower", "capitalize", "title", "trim", "string", "e", "escape", "forceescape", "safe",
      "replace",
      "center", "indent", "truncate", "wordcount", "format":
      return try textFilter(name, value, arguments)
    case "abs", "int", "float", "round", "sum", "filesizeformat":
      return try numberFilter(name, value, arguments)
    case "first", "last", "length", "count", "list", "items", "reverse", "join", "batch", "slice":
      return try sequenceFilter(name, value, arguments)
    case "sort", "dictsort", "unique", "min", "max", "groupby": return try orderFilter(name, value, arguments)
    case "map", "select", "reject", "selectattr", "rejectattr": return try lazyFilter(name, value, arguments)
    case "default", "d":
      let given = try parameters(name, arguments, ["default_value", "boolean"])
      let replacement = given[0] ?? .text("")
      if case .undefined = value { return replacement }
      if let flag = given[1], try isTrue(flag), !(try isTrue(value)) { return replacement }
      return value
    case "attr":
      let given = try parameters(name, arguments, ["name"], required: 1)
      guard let attribute = try string(given[0], "the name of an attribute") else { return .none }
      // Only attributes, never members.
      if case .dictionary = value, !JinjaMethods.has(value, attribute.string) {
        return .undefined(JinjaUndefined("'dict' has no attribute '\(attribute.excerpt)'"))
      }
      return try self.attribute(of: value, JinjaName(attribute.string))
    case "tojson": return try json(value, arguments)
    default:
      if JinjaFilter.exists(name) { throw fail(.unsupported, "the filter '\(name)' is not supported") }
      throw fail(.syntax, "no filter is named '\(name)'")
    }
  }

  private func json(_ value: JinjaValue, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue {
    let given = try parameters("tojson", arguments, ["ensure_ascii", "indent", "separators", "sort_keys"])
    var writer = JinjaJSON()
    if let flag = given[0] { writer.escapesAll = try isTrue(flag) }
    switch given[1] {
    case nil, .some(.none): break
    case .string(let indent): writer.indent = indent
    case .some(let indent):
      let width = max(0, try integer(indent, "the indent") ?? 0)
      try check(bytes: width)
      writer.indent = JinjaText(Array(repeating: 0x20, count: width))
    }
    if writer.indent != nil { writer.itemSeparator = "," }
    switch given[2] {
    case nil, .some(.none): break
    case .some(let separators):
      let parts = try items(of: separators)
      guard parts.count == 2 else { throw fail(.value, "'separators' are two texts") }
      writer.itemSeparator = try string(parts[0], "a separator") ?? ""
      writer.keySeparator = try string(parts[1], "a separator") ?? ""
    }
    if let flag = given[3] { writer.sortsKeys = try isTrue(flag) }
    try writer.write(value, self)
    return try text(writer.text)
  }
}
