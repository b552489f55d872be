extension JinjaRenderer {
  func combine(
    _ a: JinjaValue, _ operation: JinjaOperator, _ b: JinjaValue
  ) throws(TemplateError) -> JinjaValue {
    switch (a, operation, b) {
    case (.integer(let x), .add, .integer(let y)):
      let (sum, overflow) = x.addingReportingOverflow(y)
      if overflow { throw tooLarge() }
      return .integer(sum)
    case (.string(let x), .add, .string(let y)):
      try check(bytes: x.bytes.count + y.bytes.count)
      return try text(try joined(x, y))
    case (.list(let x), .add, .list(let y)): return .list(try list(x.items + y.items))
    case (.tuple(let x), .add, .tuple(let y)): return .tuple(try list(x.items + y.items))
    case (.string(let format), .modulo, _):
      if format.isMarkup { throw fail(.unsupported, "'%' with a text marked as safe") }
      return try text(try printf(format, b))
    case (.string, .multiply, _), (.list, .multiply, _), (.tuple, .multiply, _): return try repeated(a, b)
    case (_, .multiply, .string), (_, .multiply, .list), (_, .multiply, .tuple): return try repeated(b, a)
    default: break
    }
    try require(a)
    try require(b)
    if operation == .subtract, case .view = a {
      throw fail(.unsupported, "the difference of keys is not supported")
    }
    guard let x = JinjaNumber(a), let y = JinjaNumber(b) else {
      throw fail(.type, "'\(operation.rawValue)' does not take '\(a.kindName)' and '\(b.kindName)'")
    }
    if case .bigInteger = a { throw tooLarge() }
    if case .bigInteger = b { throw tooLarge() }
    if let result = x.combined(operation, y) { return result.value }
    if y.double == 0, operation != .add, operation != .subtract, operation != .multiply {
      throw fail(.value, "division by zero")
    }
    throw tooLarge()
  }

  private func joined(_ a: JinjaText, _ b: JinjaText) throws(TemplateError) -> JinjaText {
    var result = a.isMarkup || !b.isMarkup ? a : try escaped(a)
    result.append(b.isMarkup || !a.isMarkup ? b : try escaped(b))
    result.isMarkup = a.isMarkup || b.isMarkup
    return result
  }

  private func repeated(_ value: JinjaValue, _ times: JinjaValue) throws(TemplateError) -> JinjaValue {
    try require(times)
    let count: Int
    switch times {
    case .integer(let value): count = max(value, 0)
    case .bool(let value): count = value ? 1 : 0
    default: throw fail(.type, "'\(value.kindName)' cannot be repeated by '\(times.kindName)'")
    }
    switch value {
    case .string(let part):
      let (total, overflow) = part.bytes.count.multipliedReportingOverflow(by: count)
      try check(bytes: overflow ? .max : total)
      var result = JinjaText()
      result.isMarkup = part.isMarkup
      result.bytes.reserveCapacity(total)
      if total > 0 { for _ in 0..<count { result.append(part) } }
      return try text(result)
    case .list(let list), .tuple(let list):
      let (total, overflow) = list.items.count.multipliedReportingOverflow(by: count)
      try charge(elements: overflow ? .max : total)
      var items: [JinjaValue] = []
      items.reserveCapacity(total)
      if total > 0 { for _ in 0..<count { items += list.items } }
      if case .list = value { return .list(JinjaList(items)) }
      return .tuple(JinjaList(items))
    default: return value
    }
  }

  func escaped(_ text: JinjaText) throws(TemplateError) -> JinjaText {
    var size = text.bytes.count
    for byte in text.bytes { size += JinjaRenderer.htmlEscape(byte).map { $0.bytes.count - 1 } ?? 0 }
    try check(bytes: size)
    try work(size, times: 8)
    var result = JinjaText()
    for byte in text.bytes {
      if let escape = JinjaRenderer.htmlEscape(byte) {
        result.append(escape)
      } else {
        result.bytes.append(byte)
      }
    }
    return result
  }

  private static func htmlEscape(_ byte: UInt8) -> JinjaText? {
    switch byte {
    case 0x26: "&amp;"
    case 0x3C: "&lt;"
    case 0x3E: "&gt;"
    case 0x22: "&#34;"
    case 0x27: "&#39;"
    default: nil
    }
  }
}
