/// How a value is laid out: the part of a format after the percent sign or the colon.
struct JinjaFormatSpec {
  var fill: Unicode.Scalar = " "
  /// One of `<`, `>`, `^` and `=`; nil leaves it to the kind of value.
  var alignment: Unicode.Scalar?
  var sign: Unicode.Scalar = "-"
  var alternate = false
  var grouping: Unicode.Scalar?
  var width = 0
  var precision: Int?
  var type: Unicode.Scalar?

  /// `text` at least `width` long.
  func padded(_ text: JinjaText, standard: Unicode.Scalar) -> JinjaText {
    let missing = max(0, width - text.count)
    if missing == 0 { return text }
    var result = JinjaText()
    func pad(_ count: Int) { for _ in 0..<count { result.append(fill) } }
    switch alignment ?? standard {
    case "<":
      result = text
      pad(missing)
    case "^":
      pad(missing / 2)
      result.append(text)
      pad(missing - missing / 2)
    case "=":
      let signs = text.bytes.prefix { $0 == 0x2B || $0 == 0x2D || $0 == 0x20 }.prefix(1)
      result = JinjaText(signs)
      pad(missing)
      result.bytes.append(contentsOf: text.bytes.dropFirst(signs.count))
    default:
      pad(missing)
      result.append(text)
    }
    return result
  }

  /// The digits of a number with its sign, grouped and padded.
  func number(_ digits: JinjaText, isNegative: Bool, prefix: JinjaText = "") -> JinjaText {
    var whole = digits
    if let grouping {
      let point = digits.bytes.firstIndex { $0 == 0x2E || $0 == 0x65 || $0 == 0x25 } ?? digits.bytes.count
      var grouped = JinjaText()
      for (i, byte) in digits.bytes[..<point].enumerated() {
        if i > 0, (point - i) % 3 == 0 { grouped.append(grouping) }
        grouped.bytes.append(byte)
      }
      grouped.bytes.append(contentsOf: digits.bytes[point...])
      whole = grouped
    }
    var text = JinjaText()
    if isNegative { text.append("-") } else if sign != "-" { text.append(sign) }
    text.append(prefix)
    text.append(whole)
    return padded(text, standard: ">")
  }
}

extension JinjaRenderer {
  /// A width or precision; nil for no digits.
  private func number(_ digits: ArraySlice<Unicode.Scalar>) throws(TemplateError) -> Int? {
    if digits.isEmpty { return nil }
    guard let number = Int(JinjaText(digits.prefix(20)).string) else { throw tooWide() }
    return try limited(number)
  }

  private func limited(_ number: Int) throws(TemplateError) -> Int {
    if number.magnitude > 1 << 20 { throw tooWide() }
    return number
  }

  private func tooWide() -> TemplateError { fail(.limit, "a width or precision beyond \(1 << 20)") }

  // MARK: format % values

  func printf(_ format: JinjaText, _ value: JinjaValue) throws(TemplateError) -> JinjaText {
    let scalars = format.scalars
    let values = if case .tuple(let list) = value { list.items } else { [value] }
    var used = 0
    func next() throws(TemplateError) -> JinjaValue {
      guard used < values.count else {
        throw fail(.type, "the format has more places than there are values")
      }
      used += 1
      return values[used - 1]
    }
    var usesNames = false
    var result = JinjaText()
    var i = 0
    while i < scalars.count {
      if scalars[i] != "%" {
        result.append(scalars[i])
        i += 1
        continue
      }
      i += 1
      var spec = JinjaFormatSpec()
      var named: JinjaValue?
      if i < scalars.count, scalars[i] == "(" {
        guard let close = scalars[i...].firstIndex(of: ")"), case .dictionary(let dictionary) = value else {
          throw fail(.type, "a format with names needs a dictionary")
        }
        let name = JinjaText(scalars[(i + 1)..<close])
        guard let found = dictionary.value(name) else {
          throw fail(.value, "no value is named '\(name.excerpt)'")
        }
        named = found
        usesNames = true
        i = close + 1
      }
      while i < scalars.count, "-+ #0".unicodeScalars.contains(scalars[i]) {
        switch scalars[i] {
        case "-": spec.alignment = "<"
        case "+": spec.sign = "+"
        case " ": if spec.sign == "-" { spec.sign = " " }
        case "#": spec.alternate = true
        default: spec.fill = "0"
        }
        i += 1
      }
      func number() throws(TemplateError) -> Int? {
        if i < scalars.count, scalars[i] == "*" {
          i += 1
          return try limited(try integer(try next(), "a width") ?? 0)
        }
        let start = i
        while i < scalars.count, ("0"..."9").contains(scalars[i]) { i += 1 }
        return try self.number(scalars[start..<i])
      }
      spec.width = try number() ?? 0
      if spec.width < 0 {
        spec.alignment = "<"
        spec.width = -spec.width
      }
      if i < scalars.count, scalars[i] == "." {
        i += 1
        spec.precision = max(0, try number() ?? 0)
      }
      while i < scalars.count, "hlL".unicodeScalars.contains(scalars[i]) { i += 1 }
      guard i < scalars.count else { throw fail(.value, "the format ends after '%'") }
      spec.type = scalars[i]
      i += 1
      if spec.type == "%" {
        result.append("%")
        continue
      }
      let argument = if let named { named } else { try next() }
      try work(spec.width + (spec.precision ?? 0), times: 16)
      result.append(try conversion(argument, spec))
      try check(bytes: result.bytes.count)
    }
    if used < values.count, !usesNames {
      // What can be asked for members may be left over: it would be for names.
      switch value {
      case .dictionary, .list, .range, .undefined: return result
      default: break
      }
      throw fail(.type, "not all values found a place in the format")
    }
    return result
  }

  private func conversion(_ value: JinjaValue, _ spec: JinjaFormatSpec) throws(TemplateError) -> JinjaText {
    var spec = spec
    let type = spec.type ?? "s"
    switch type {
    case "s", "r", "a":
      var text = JinjaText()
      if type == "s" { text = try printed(value) } else { try represent(value, &text) }
      if type == "a", !text.isASCII { throw fail(.unsupported, "'%a' of a text beyond ASCII") }
      if let precision = spec.precision, precision < text.count { text = text.slice(0..<precision) }
      spec.fill = " "
      return spec.padded(text, standard: ">")
    case "c":
      if case .string(let text) = value, text.count == 1 { return spec.padded(text, standard: ">") }
      if let code = try integer(value, "a character"), let scalar = Unicode.Scalar(UInt32(clamping: code)) {
        return spec.padded(JinjaText(CollectionOfOne(scalar)), standard: ">")
      }
      throw fail(.type, "'%c' needs a character")
    case "d", "i", "u", "x", "X", "o":
      try require(value)
      let number: Int
      switch value {
      case .float(let value) where "diu".unicodeScalars.contains(type):
        guard let whole = Int(exactly: value.rounded(.towardZero)) else { throw tooLarge() }
        number = whole
      default:
        guard let whole = try integer(value, "'%\(type)'") else { throw tooLarge() }
        number = whole
      }
      let radix = type == "o" ? 8 : type == "x" || type == "X" ? 16 : 10
      var digits = String(number.magnitude, radix: radix, uppercase: type == "X")
      if let precision = spec.precision, digits.utf8.count < precision {
        digits = String(repeating: "0", count: precision - digits.utf8.count) + digits
      }
      let prefix: JinjaText =
        spec.alternate && radix != 10 ? (radix == 8 ? "0o" : type == "x" ? "0x" : "0X") : ""
      return zeroFilled(spec, JinjaText(digits), isNegative: number < 0, prefix)
    case "e", "E", "f", "F", "g", "G":
      try require(value)
      guard let number = JinjaNumber(value)?.double else { throw fail(.type, "'%\(type)' needs a number") }
      return zeroFilled(
        spec,
        JinjaFloat.formatted(
          number.magnitude, Character(type), precision: spec.precision ?? 6, alternate: spec.alternate),
        isNegative: number.sign == .minus, "")
    default: throw fail(.value, "the format '%\(type)' is not known")
    }
  }

  private func zeroFilled(
    _ spec: JinjaFormatSpec, _ digits: JinjaText, isNegative: Bool, _ prefix: JinjaText
  ) -> JinjaText {
    var spec = spec
    if spec.alignment == "<" { spec.fill = " " }
    if spec.fill == "0" { spec.alignment = "=" }
    return spec.number(digits, isNegative: isNegative, prefix: prefix)
  }

  // MARK: format.format(values)

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
