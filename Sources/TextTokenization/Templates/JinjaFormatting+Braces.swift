/// `format.format(values)`
extension JinjaRenderer {
  func braceFormat(_ format: JinjaText, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaText {
    var automatic = 0
    return try braceFormat(format.scalars, arguments, &automatic, level: 0)
  }

  private func braceFormat(
    _ scalars: [Unicode.Scalar], _ arguments: JinjaArguments, _ automatic: inout Int, level: Int
  ) throws(TemplateError) -> JinjaText {
    if level > 1 { throw fail(.value, "a format within a format within a format") }
    var result = JinjaText()
    var i = 0
    while i < scalars.count {
      let scalar = scalars[i]
      i += 1
      if scalar == "{" || scalar == "}", i < scalars.count, scalars[i] == scalar, level == 0 {
        result.append(scalar)
        i += 1
        continue
      }
      if scalar == "}" { throw fail(.value, "a single '}' in a format") }
      if scalar != "{" {
        result.append(scalar)
        continue
      }
      var depth = 1
      let start = i
      while i < scalars.count, depth > 0 {
        if scalars[i] == "{" { depth += 1 } else if scalars[i] == "}" { depth -= 1 }
        i += 1
      }
      if depth > 0 { throw fail(.value, "a '{' in a format is not closed") }
      result.append(try field(Array(scalars[start..<i - 1]), arguments, &automatic, level: level))
      try check(bytes: result.bytes.count)
    }
    return result
  }

  private func field(
    _ field: [Unicode.Scalar], _ arguments: JinjaArguments, _ automatic: inout Int, level: Int
  ) throws(TemplateError) -> JinjaText {
    let end = field.firstIndex { $0 == "!" || $0 == ":" } ?? field.count
    var value = try fieldValue(field[..<end], arguments, &automatic)
    var rest = field[end...]
    if rest.first == "!" {
      guard rest.count > 1 else { throw fail(.value, "a conversion is missing after '!'") }
      var text = JinjaText()
      switch rest[rest.startIndex + 1] {
      case "s": text = try printed(value)
      case "r": try represent(value, &text)
      default: throw fail(.unsupported, "only the conversions 's' and 'r' are supported")
      }
      value = .string(text)
      rest = rest.dropFirst(2)
    }
    var layout: [Unicode.Scalar] = []
    if rest.first == ":" {
      layout = try braceFormat(Array(rest.dropFirst()), arguments, &automatic, level: level + 1).scalars
    } else if !rest.isEmpty {
      throw fail(.value, "expected ':' after a conversion")
    }
    return try formatted(value, layout)
  }

  private func fieldValue(
    _ path: ArraySlice<Unicode.Scalar>, _ arguments: JinjaArguments, _ automatic: inout Int
  ) throws(TemplateError) -> JinjaValue {
    let end = path.firstIndex { $0 == "." || $0 == "[" } ?? path.endIndex
    let name = JinjaText(path[path.startIndex..<end])
    var value: JinjaValue
    if name.isEmpty || Int(name.string) != nil {
      let i = Int(name.string) ?? automatic
      if name.isEmpty { automatic += 1 }
      guard arguments.positional.indices.contains(i) else {
        throw fail(.value, "the format has no value \(i)")
      }
      value = arguments.positional[i]
    } else {
      guard let named = arguments.keywords.first(where: { $0.name == name }) else {
        throw fail(.value, "the format has no value '\(name.excerpt)'")
      }
      value = named.value
    }
    var rest = path[end...]
    while let first = rest.first {
      rest = rest.dropFirst()
      if first == "." {
        let stop = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        value = try attribute(of: value, JinjaName(JinjaText(rest[rest.startIndex..<stop]).string))
        rest = rest[stop...]
      } else {
        guard let stop = rest.firstIndex(of: "]") else {
          throw fail(.value, "a '[' in a format is not closed")
        }
        let key = JinjaText(rest[rest.startIndex..<stop]).string
        value = try item(of: value, Int(key).map { .integer($0) } ?? .text(key))
        rest = rest[(stop + 1)...]
      }
    }
    return value
  }

  private func formatted(_ value: JinjaValue, _ layout: [Unicode.Scalar]) throws(TemplateError) -> JinjaText {
    if layout.isEmpty { return try printed(value) }
    var spec = JinjaFormatSpec()
    var i = 0
    func isAlignment(_ i: Int) -> Bool { i < layout.count && "<>=^".unicodeScalars.contains(layout[i]) }
    if isAlignment(1) {
      spec.fill = layout[0]
      spec.alignment = layout[1]
      i = 2
    } else if isAlignment(0) {
      spec.alignment = layout[0]
      i = 1
    }
    func takes(_ candidates: String) -> Unicode.Scalar? {
      guard i < layout.count, candidates.unicodeScalars.contains(layout[i]) else { return nil }
      i += 1
      return layout[i - 1]
    }
    func number() throws(TemplateError) -> Int? {
      let start = i
      while i < layout.count, ("0"..."9").contains(layout[i]) { i += 1 }
      return try self.number(layout[start..<i])
    }
    spec.sign = takes("+- ") ?? "-"
    spec.alternate = takes("#") != nil
    if takes("0") != nil, spec.alignment == nil {
      spec.fill = "0"
      spec.alignment = "="
    }
    spec.width = try number() ?? 0
    spec.grouping = takes(",_")
    if takes(".") != nil {
      guard let precision = try number() else { throw fail(.value, "a precision is missing in a format") }
      spec.precision = precision
    }
    spec.type = takes("bcdeEfFgGnosxX%")
    guard i == layout.count else {
      throw fail(.value, "the format '\(JinjaText(layout).excerpt)' is not known")
    }
    try work(spec.width + (spec.precision ?? 0), times: 16)
    return try laidOut(value, spec)
  }

  private func laidOut(_ value: JinjaValue, _ spec: JinjaFormatSpec) throws(TemplateError) -> JinjaText {
    let type = spec.type
    switch value {
    case .string(var text):
      guard type == nil || type == "s", spec.alignment != "=" else {
        throw fail(.value, "a text cannot be formatted as a number")
      }
      if let precision = spec.precision, precision < text.count { text = text.slice(0..<precision) }
      return spec.padded(text, standard: "<")
    case .integer(let number) where type == nil || "dxXobn".unicodeScalars.contains(type ?? "d"):
      let radix = type == "b" ? 2 : type == "o" ? 8 : type == "x" || type == "X" ? 16 : 10
      let digits = String(number.magnitude, radix: radix, uppercase: type == "X")
      let prefix: JinjaText = spec.alternate && radix != 10 ? JinjaText("0\(type ?? "d")") : ""
      return spec.number(JinjaText(digits), isNegative: number < 0, prefix: prefix)
    case .integer, .float:
      guard let number = JinjaNumber(value)?.double else { return JinjaText() }
      var digits: JinjaText
      switch type {
      case "%": digits = JinjaFloat.formatted(number.magnitude * 100, "f", precision: spec.precision ?? 6)
      case nil:
        guard spec.precision == nil else {
          throw fail(.unsupported, "a precision without a letter is not supported")
        }
        digits = JinjaFloat.repr(number.magnitude)
      default:
        digits = JinjaFloat.formatted(
          number.magnitude, Character(type == "n" ? "g" : type ?? "g"), precision: spec.precision ?? 6,
          alternate: spec.alternate)
      }
      if type == "%" { digits.append("%") }
      return spec.number(digits, isNegative: number.sign == .minus)
    default: throw fail(.unsupported, "the format of '\(value.kindName)' is not supported")
    }
  }
}
