extension JinjaRenderer {
  func textMethod(
    _ text: JinjaText, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    if text.isMarkup {
      // Such a text would escape what it is given.
      if !arguments.positional.isEmpty || !arguments.keywords.isEmpty {
        throw fail(.unsupported, "'\(name)' of a text marked as safe is not supported")
      }
      var plain = text
      plain.isMarkup = false
      switch try textMethod(plain, name, arguments) {
      case .string(var result):
        result.isMarkup = true
        return .string(result)
      case .list(let parts):
        return .list(
          JinjaList(
            parts.items.map {
              guard case .string(var part) = $0 else { return $0 }
              part.isMarkup = true
              return .string(part)
            }))
      case let other: return other
      }
    }
    if name == "format" { return try self.text(try braceFormat(text, arguments)) }
    if !arguments.keywords.isEmpty, !["split", "rsplit", "splitlines", "encode", "expandtabs"].contains(name)
    {
      throw fail(.type, "'\(name)' takes no named arguments")
    }
    switch name {
    case "upper", "lower", "capitalize", "title", "swapcase", "casefold":
      _ = try parameters(name, arguments, [])
      return try self.text(try cased(text, name))
    case "strip", "lstrip", "rstrip":
      let given = try parameters(name, arguments, ["chars"])
      let characters: JinjaText? =
        if case .some(.none) = given[0] { nil } else { try string(given[0], "what to strip") }
      try work(characters?.bytes.count ?? 0, times: 8)
      return try self.text(
        text.stripped(name == "strip" ? .both : name == "lstrip" ? .start : .end, characters))
    case "startswith", "endswith":
      let given = try parameters(name, arguments, ["prefix", "start", "end"], required: 1)
      return .bool(try hasEnd(text, given, isStart: name == "startswith"))
    case "split", "rsplit": return try split(text, name, arguments)
    case "splitlines":
      let given = try parameters(name, arguments, ["keepends"])
      let keeps = if let value = given[0] { try isTrue(value) } else { false }
      return try texts(text.lines(keepingEnds: keeps))
    case "replace":
      let given = try parameters(name, arguments, ["old", "new", "count"], required: 2)
      let limit = try integer(given[2], "how often to replace") ?? -1
      return try replaced(
        text, try string(given[0], "what to replace") ?? JinjaText(),
        try string(given[1], "what to replace by") ?? JinjaText(), limit)
    case "join":
      let given = try parameters(name, arguments, ["iterable"], required: 1)
      return try joined(try items(of: given[0] ?? .none), text, converting: false)
    case "removeprefix", "removesuffix":
      let part =
        try string(try parameters(name, arguments, ["part"], required: 1)[0], "what to remove") ?? JinjaText()
      if name == "removeprefix" {
        return try self.text(text.hasPrefix(part) ? JinjaText(text.bytes.dropFirst(part.bytes.count)) : text)
      }
      return try self.text(text.hasSuffix(part) ? JinjaText(text.bytes.dropLast(part.bytes.count)) : text)
    case "partition", "rpartition": return try partition(text, name, arguments)
    case "count", "find", "rfind", "index", "rindex": return try search(text, name, arguments)
    case "center", "ljust", "rjust", "zfill": return try padded(text, name, arguments)
    case "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
      "isprintable",
      "isspace", "istitle", "isupper":
      _ = try parameters(name, arguments, [])
      return .bool(try isKind(text, name))
    default: throw fail(.unsupported, "the method '\(name)' of a text is not supported")
    }
  }

  func texts(_ parts: [JinjaText]) throws(TemplateError) -> JinjaValue {
    for part in parts { try charge(part.bytes.count + JinjaRenderer.overhead) }
    return .list(try list(parts.map { .string($0) }))
  }

  private func cased(_ text: JinjaText, _ name: String) throws(TemplateError) -> JinjaText {
    try work(text.bytes.count, times: 16)
    switch name {
    case "upper": return text.uppercased
    case "lower": return text.lowercased
    case "capitalize": return text.capitalised
    case "title": return text.titlecased
    case "swapcase": return text.swappedCase
    default:
      guard text.isASCII else {
        throw fail(.unsupported, "'casefold' of a text beyond ASCII is not supported")
      }
      return text.lowercased
    }
  }

  private func hasEnd(_ text: JinjaText, _ given: [JinjaValue?], isStart: Bool) throws(TemplateError) -> Bool
  {
    var text = text
    if given[1] != nil || given[2] != nil {
      let count = text.count
      // Past the end not even the empty text is found.
      if let start = try integer(given[1], "where to start"), start > count { return false }
      text = text.slice(try bounds(given[1], given[2], count))
    }
    func matches(_ value: JinjaValue) throws(TemplateError) -> Bool {
      let part = try string(value, "what a text starts or ends with") ?? JinjaText()
      return isStart ? text.hasPrefix(part) : text.hasSuffix(part)
    }
    if case .tuple(let candidates) = given[0] {
      for candidate in candidates.items {
        try step()
        if try matches(candidate) { return true }
      }
      return false
    }
    return try matches(given[0] ?? .none)
  }

  private func split(
    _ text: JinjaText, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let given = try parameters(name, arguments, ["sep", "maxsplit"])
    let limit = try integer(given[1], "how often to split") ?? -1
    let fromEnd = name == "rsplit"
    switch given[0] {
    case nil, .some(.none):
      return try texts(fromEnd ? text.splitAtSpaceFromEnd(limit: limit) : text.splitAtSpace(limit: limit))
    default:
      let separator = try string(given[0], "the separator") ?? JinjaText()
      if separator.isEmpty { throw fail(.value, "the separator is empty") }
      if fromEnd { try work(text.bytes.count, times: separator.bytes.count) }
      return try texts(
        fromEnd ? text.splitFromEnd(at: separator, limit: limit) : text.split(at: separator, limit: limit))
    }
  }

  func replaced(
    _ text: JinjaText, _ old: JinjaText, _ new: JinjaText, _ limit: Int
  ) throws(TemplateError) -> JinjaValue {
    let count = text.occurrences(of: old)
    let times = limit < 0 ? count : min(limit, count)
    let (growth, overflow) = times.multipliedReportingOverflow(by: max(0, new.bytes.count - old.bytes.count))
    try check(bytes: overflow ? .max : growth)
    return try self.text(text.replacing(old, with: new, limit: limit))
  }

  /// The texts with `separator` between them. Values of other kinds are an error, or printed when `converting`.
  func joined(
    _ values: [JinjaValue], _ separator: JinjaText, converting: Bool
  ) throws(TemplateError) -> JinjaValue {
    var result = JinjaText()
    for (i, value) in values.enumerated() {
      try step()
      if i > 0 { result.append(separator) }
      if case .string(let part) = value {
        result.append(part)
      } else if converting {
        result.append(try printed(value))
      } else {
        throw fail(.type, "only texts are joined, not '\(value.kindName)'")
      }
      try check(bytes: result.bytes.count)
    }
    return try self.text(result)
  }

  private func partition(
    _ text: JinjaText, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let separator =
      try string(try parameters(name, arguments, ["sep"], required: 1)[0], "the separator") ?? JinjaText()
    if separator.isEmpty { throw fail(.value, "the separator is empty") }
    let isFirst = name == "partition"
    if !isFirst { try work(text.bytes.count, times: separator.bytes.count) }
    let found =
      isFirst ? text.firstByte(of: separator) : text.lastByte(of: separator, before: text.bytes.count)
    let parts: [JinjaText]
    if let found {
      parts = [
        JinjaText(text.bytes[..<found]), separator, JinjaText(text.bytes[(found + separator.bytes.count)...]),
      ]
    } else {
      parts = isFirst ? [text, "", ""] : ["", "", text]
    }
    return .tuple(try list(parts.map { .string($0) }))
  }

  private func search(
    _ text: JinjaText, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let given = try parameters(name, arguments, ["sub", "start", "end"], required: 1)
    let part = try string(given[0], "what to look for") ?? JinjaText()
    var text = text
    var skipped = 0
    if given[1] != nil || given[2] != nil {
      let count = text.count
      if let start = try integer(given[1], "where to start"), start > count {
        if name == "count" { return .integer(0) }
        if name == "find" || name == "rfind" { return .integer(-1) }
        throw fail(.value, "the text does not have the part")
      }
      let bounds = try self.bounds(given[1], given[2], count)
      skipped = bounds.lowerBound
      text = text.slice(bounds)
    }
    if name == "count" { return .integer(text.occurrences(of: part)) }
    if name.hasPrefix("r") { try work(text.bytes.count, times: part.bytes.count) }
    let byte =
      name.hasPrefix("r") ? text.lastByte(of: part, before: text.bytes.count) : text.firstByte(of: part)
    if let byte { return .integer(JinjaText.scalarCount(text.bytes[..<byte]) + skipped) }
    if name == "find" || name == "rfind" { return .integer(-1) }
    throw fail(.value, "the text does not have the part")
  }

  private func padded(
    _ text: JinjaText, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let given = try parameters(
      name, arguments, name == "zfill" ? ["width"] : ["width", "fillchar"], required: 1)
    let width = try integer(given[0], "the width") ?? 0
    let fill = name == "zfill" ? "0" : try string(given[1], "what to fill with") ?? " "
    guard fill.count == 1 else { throw fail(.type, "texts are filled with one character") }
    let (difference, overflow) = width.subtractingReportingOverflow(text.count)
    let missing = overflow ? 0 : max(0, difference)
    // A code point takes up to four bytes.
    if missing > 0 { try check(bytes: missing > limits.outputBytes ? .max : text.bytes.count + 4 * missing) }
    let padding = fill.scalars[0]
    var result = JinjaText()
    func pad(_ count: Int) { for _ in 0..<count { result.append(padding) } }
    switch name {
    case "ljust":
      result = text
      pad(missing)
    case "rjust":
      pad(missing)
      result.append(text)
    case "center":
      // Python's choice of the side that gets the odd one.
      let left = missing / 2 + (missing & width & 1)
      pad(left)
      result.append(text)
      pad(missing - left)
    default:
      let isSigned = text.bytes.first == 0x2B || text.bytes.first == 0x2D
      if isSigned { result.bytes.append(text.bytes[0]) }
      pad(missing)
      result.bytes.append(contentsOf: text.bytes.dropFirst(isSigned ? 1 : 0))
    }
    return try self.text(result)
  }

  private func isKind(_ text: JinjaText, _ name: String) throws(TemplateError) -> Bool {
    try work(text.bytes.count, times: 16)
    switch name {
    case "isalnum": return text.all { $0.isPythonAlpha || $0.isPythonNumeric }
    case "isalpha": return text.all(\.isPythonAlpha)
    case "isascii": return text.isASCII
    case "isdecimal": return text.all(\.isPythonDecimal)
    case "isdigit": return text.all(\.isPythonDigit)
    case "isnumeric": return text.all(\.isPythonNumeric)
    case "isspace": return text.all(\.isPythonSpace)
    case "isprintable": return text.isEmpty || text.all(\.isPythonPrintable)
    case "islower": return text.isLower
    case "isupper": return text.isUpper
    case "istitle": return text.isTitle
    default: return text.isIdentifier
    }
  }
}

extension JinjaText {
  /// Whether upper- and titlecase code points follow uncased ones only, and lowercase ones cased ones only.
  fileprivate var isTitle: Bool {
    var found = false
    var afterCased = false
    for scalar in string.unicodeScalars {
      let properties = scalar.properties
      if properties.isUppercase || properties.generalCategory == .titlecaseLetter {
        if afterCased { return false }
        afterCased = true
        found = true
      } else if properties.isLowercase {
        if !afterCased { return false }
        found = true
      } else {
        afterCased = false
      }
    }
    return found
  }
}
