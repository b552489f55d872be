extension JinjaRenderer {
  func textFilter(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let source = try printed(value)
    try work(source.bytes.count, times: 4)
    switch name {
    case "upper", "lower", "capitalize", "title", "string", "e", "escape", "forceescape", "safe", "wordcount":
      _ = try parameters(name, arguments, [])
      return try simple(name, source, value)
    case "trim":
      let given = try parameters(name, arguments, ["chars"])
      let characters: JinjaText? =
        if case .some(.none) = given[0] { nil } else { try string(given[0], "what to strip") }
      try work(characters?.bytes.count ?? 0, times: 8)
      return try text(source.stripped(.both, characters))
    case "replace":
      let given = try parameters(name, arguments, ["old", "new", "count"], required: 2)
      var limit = -1
      if let count = given[2] {
        if case .none = count {} else { limit = try integer(count, "how often to replace") ?? -1 }
      }
      return try replaced(source, try printed(given[0] ?? .none), try printed(given[1] ?? .none), limit)
    case "center":
      let given = try parameters(name, arguments, ["width"])
      var centred = JinjaArguments()
      centred.positional = [given[0] ?? .integer(80)]
      return try textMethod(source, "center", centred)
    case "indent":
      guard case .string = value else {
        try require(value)
        throw fail(.type, "'indent' takes a text, not '\(value.kindName)'")
      }
      return try indented(source, arguments)
    case "truncate": return try truncated(value, arguments)
    default:
      if !arguments.positional.isEmpty, !arguments.keywords.isEmpty {
        throw fail(.type, "'format' takes either positional or named arguments")
      }
      if arguments.keywords.isEmpty {
        return try text(try printf(source, .tuple(try list(arguments.positional))))
      }
      var names = JinjaDictionary.Builder()
      for (name, value) in arguments.keywords { names.set(name, value) }
      return try text(try printf(source, .dictionary(names.dictionary)))
    }
  }

  private func simple(_ name: String, _ source: JinjaText, _ value: JinjaValue) throws(TemplateError)
    -> JinjaValue
  {
    switch name {
    case "upper", "lower", "capitalize":
      try work(source.bytes.count, times: 16)
      var cased =
        name == "upper" ? source.uppercased : name == "lower" ? source.lowercased : source.capitalised
      cased.isMarkup = source.isMarkup
      return try text(cased)
    case "title":
      try work(source.bytes.count, times: 16)
      return try text(source.titleFiltered)
    case "e", "escape", "forceescape":
      var escaped = source.isMarkup && name != "forceescape" ? source : try self.escaped(source)
      escaped.isMarkup = true
      return try text(escaped)
    case "safe":
      var safe = source
      safe.isMarkup = true
      return try text(safe)
    case "wordcount":
      try work(source.bytes.count, times: 8)
      var count = 0
      var inWord = false
      for scalar in source.string.unicodeScalars {
        let isWord = scalar == "_" || scalar.isPythonAlpha || scalar.isPythonNumeric
        if isWord, !inWord { count += 1 }
        inWord = isWord
      }
      return .integer(count)
    default: return try text(source)
    }
  }

  private func indented(_ source: JinjaText, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue
  {
    let given = try parameters("indent", arguments, ["width", "first", "blank"])
    let indent: JinjaText
    if case .string(let text) = given[0] {
      indent = text
    } else {
      let width = max(0, try integer(given[0], "the width") ?? 4)
      try check(bytes: width)
      indent = JinjaText(Array(repeating: 0x20, count: width))
    }
    let first = if let value = given[1] { try isTrue(value) } else { false }
    let blank = if let value = given[2] { try isTrue(value) } else { false }
    var ended = source
    ended.append("\n")
    let lines = ended.lines()
    try charge(elements: lines.count)
    let (growth, overflow) = lines.count.multipliedReportingOverflow(by: indent.bytes.count)
    try check(bytes: overflow ? .max : growth)
    var result = JinjaText()
    for (i, line) in lines.enumerated() {
      if i > 0 { result.append("\n") }
      if i == 0 ? first : blank || !line.isEmpty { result.append(indent) }
      result.append(line)
    }
    return try text(result)
  }

  private func truncated(_ value: JinjaValue, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue
  {
    let given = try parameters("truncate", arguments, ["length", "killwords", "end", "leeway"])
    let length = try integer(given[0], "the length") ?? 255
    let cutsWords = if let flag = given[1] { try isTrue(flag) } else { false }
    let end = try string(given[2], "the end") ?? "..."
    let leeway: Int
    if case .some(.none) = given[3] { leeway = 5 } else { leeway = try integer(given[3], "the leeway") ?? 5 }
    guard length >= end.count, leeway >= 0 else {
      throw fail(.value, "the length of 'truncate' is too small")
    }
    let (limit, overflow) = length.addingReportingOverflow(leeway)
    let count = try self.length(of: value)
    if overflow || count <= limit { return value }
    guard case .string(let source) = value else {
      try require(value)
      throw fail(.type, "'truncate' takes a text, not '\(value.kindName)'")
    }
    var kept = source.slice(0..<length - end.count)
    if !cutsWords, let space = kept.lastByte(of: " ", before: kept.bytes.count) {
      kept = JinjaText(kept.bytes[..<space])
    }
    kept.append(end)
    return try text(kept)
  }
}
