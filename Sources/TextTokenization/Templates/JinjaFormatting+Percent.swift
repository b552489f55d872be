/// `format % values`
extension JinjaRenderer {
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
}
