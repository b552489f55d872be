import Glibc

extension JinjaRenderer {
  func numberFilter(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "abs":
      _ = try parameters(name, arguments, [])
      try require(value)
      if case .bigInteger(let digits) = value {
        return .bigInteger(digits.hasPrefix("-") ? JinjaText(digits.bytes.dropFirst()) : digits)
      }
      switch JinjaNumber(value) {
      case .integer(let number):
        guard let magnitude = Int(exactly: number.magnitude) else { throw tooLarge() }
        return .integer(magnitude)
      case .float(let number): return .float(number.magnitude)
      case nil: throw fail(.type, "'\(value.kindName)' has no absolute value")
      }
    case "int":
      let given = try parameters(name, arguments, ["default", "base"])
      return try asInteger(value, base: try integer(given[1], "the base") ?? 10) ?? given[0] ?? .integer(0)
    case "float":
      let given = try parameters(name, arguments, ["default"])
      try require(value)
      if let number = JinjaNumber(value) { return .float(number.double) }
      if case .string(let text) = value {
        try work(text.bytes.count, times: 32)
        if let number = JinjaRenderer.float(text) { return .float(number) }
      }
      return given[0] ?? .float(0)
    case "round": return try rounded(value, arguments)
    case "sum":
      let given = try parameters(name, arguments, ["attribute", "start"])
      var sum = given[1] ?? .integer(0)
      for item in try items(of: value) {
        try step()
        sum = try combine(sum, .add, try path(given[0], of: item))
      }
      return sum
    default:
      let given = try parameters(name, arguments, ["binary"])
      let isBinary = if let flag = given[0] { try isTrue(flag) } else { false }
      return try fileSize(value, isBinary: isBinary)
    }
  }

  private func asInteger(_ value: JinjaValue, base: Int) throws(TemplateError) -> JinjaValue? {
    try require(value)
    switch value {
    case .integer, .bigInteger: return value
    case .bool(let flag): return .integer(flag ? 1 : 0)
    case .float(let number):
      guard number.isFinite else { return nil }
      guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw tooLarge() }
      return .integer(whole)
    case .string(let text):
      try work(text.bytes.count, times: 32)
      if let number = JinjaRenderer.integer(text, base: base) { return .integer(number) }
      guard let number = JinjaRenderer.float(text), number.isFinite else { return nil }
      guard let whole = Int(exactly: number.rounded(.towardZero)) else { throw tooLarge() }
      return .integer(whole)
    default: return nil
    }
  }

  /// An integer as Python reads it: white space around, a sign, single underscores between digits, a prefix.
  private static func integer(_ text: JinjaText, base: Int) -> Int? {
    // The digits of every script count.
    var digits = String(
      String.UnicodeScalarView(
        text.stripped(.both).scalars.map { scalar in
          guard scalar.value >= 0x80, scalar.isPythonDecimal, let value = scalar.properties.numericValue
          else {
            return scalar
          }
          return Unicode.Scalar(UInt8(0x30 + value))
        }))
    guard digits.utf8.allSatisfy({ $0 < 0x80 }), [0, 2, 8, 10, 16].contains(base) || (2...36).contains(base)
    else {
      return nil
    }
    var isNegative = false
    if let sign = digits.first, sign == "-" || sign == "+" {
      isNegative = sign == "-"
      digits.removeFirst()
    }
    var base = base
    for (prefix, prefixed) in [("0x", 16), ("0o", 8), ("0b", 2)] where digits.lowercased().hasPrefix(prefix) {
      if base != prefixed, base != 0 { return nil }
      base = prefixed
      digits.removeFirst(2)
      if digits.hasPrefix("_") { digits.removeFirst() }
    }
    if base == 0 { base = 10 }
    if digits.hasPrefix("_") || digits.hasSuffix("_") || digits.contains("__") { return nil }
    digits.removeAll { $0 == "_" }
    guard digits.first?.isNumber == true || digits.first?.isLetter == true else { return nil }
    return Int((isNegative ? "-" : "") + digits, radix: base)
  }

  private static func float(_ text: JinjaText) -> Double? {
    let text = text.stripped(.both).string
    let body = text.lowercased().drop { $0 == "-" || $0 == "+" }
    if ["inf", "infinity", "nan"].contains(String(body)) { return Double(text.lowercased()) }
    guard let first = body.first, first.isNumber || first == ".", !body.hasPrefix("0x") else { return nil }
    if body.hasSuffix("_") || body.contains("__") { return nil }
    return Double(text.filter { $0 != "_" })
  }

  private func rounded(_ value: JinjaValue, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue {
    let given = try parameters("round", arguments, ["precision", "method"])
    try require(value)
    let precision = try integer(given[0], "the precision") ?? 0
    let method = try string(given[1], "the method") ?? "common"
    guard let number = JinjaNumber(value) else { throw fail(.type, "'\(value.kindName)' cannot be rounded") }
    if method == "common" {
      if case .bigInteger = value, precision >= 0 { return value }
      if case .float(let number) = number { return .float(JinjaFloat.rounded(number, precision)) }
      if precision >= 0 {
        return number.value
      }
      throw fail(.unsupported, "rounding an integer to tens is not supported")
    }
    guard method == "ceil" || method == "floor" else {
      throw fail(.value, "the method must be common, ceil or floor")
    }
    let power = pow(10, Double(precision))
    let scaled = number.double * power
    let whole = scaled.rounded(method == "ceil" ? .up : .down)
    guard precision >= 0, whole.isFinite else { throw fail(.unsupported, "such rounding is not supported") }
    return .float(whole / power)
  }

  private func fileSize(_ value: JinjaValue, isBinary: Bool) throws(TemplateError) -> JinjaValue {
    try require(value)
    var number = JinjaNumber(value)?.double
    if case .string(let text) = value {
      try work(text.bytes.count, times: 32)
      number = JinjaRenderer.float(text)
    }
    guard let bytes = number, bytes.isFinite else {
      throw fail(.type, "'filesizeformat' needs a number")
    }
    let base: Double = isBinary ? 1024 : 1000
    if bytes == 1 { return .text("1 Byte") }
    if bytes < base {
      guard let whole = Int(exactly: bytes.rounded(.towardZero)) else { throw tooLarge() }
      return .text("\(whole) Bytes")
    }
    let units =
      isBinary
      ? ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"]
      : ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"]
    var unit = base
    for (i, name) in units.enumerated() {
      unit *= base
      if bytes < unit || i == units.count - 1 {
        var text = JinjaFloat.formatted(base * bytes / unit, "f", precision: 1)
        text.append(JinjaText(" " + name))
        return .string(text)
      }
    }
    return .none
  }
}
