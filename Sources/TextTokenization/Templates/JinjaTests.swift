/// The tests that exist.
enum JinjaTest {
  static let names: Set<String> = [
    "odd", "even", "divisibleby", "defined", "undefined", "filter", "test", "none", "boolean", "false",
    "true",
    "integer", "float", "lower", "upper", "string", "mapping", "number", "sequence", "iterable", "callable",
    "sameas",
    "escaped", "in", "==", "eq", "equalto", "!=", "ne", ">", "gt", "greaterthan", "ge", ">=", "<", "lt",
    "lessthan",
    "<=", "le",
  ]
  static func exists(_ name: String) -> Bool { names.contains(name) }
}

extension JinjaRenderer {
  func test(_ name: String, _ value: JinjaValue, _ arguments: JinjaArguments) throws(TemplateError) -> Bool {
    switch name {
    case "divisibleby", "sameas", "in", "==", "eq", "equalto", "!=", "ne", ">", "gt", "greaterthan", "ge",
      ">=", "<",
      "lt", "lessthan", "<=", "le":
      let given = try parameters(name, arguments, ["other"], required: 1)
      return try test(name, value, against: given[0] ?? .none)
    default:
      _ = try parameters(name, arguments, [])
      return try testAlone(name, value)
    }
  }

  private func test(
    _ name: String, _ value: JinjaValue, against other: JinjaValue
  ) throws(TemplateError) -> Bool {
    switch name {
    case "==", "eq", "equalto": return try equal(value, other)
    case "!=", "ne": return !(try equal(value, other))
    case ">", "gt", "greaterthan": return try compare(value, .greater, other)
    case ">=", "ge": return try compare(value, .greaterOrEqual, other)
    case "<", "lt", "lessthan": return try compare(value, .less, other)
    case "<=", "le": return try compare(value, .lessOrEqual, other)
    case "in": return try contains(other, value)
    case "divisibleby": return try isTrue(try combine(value, .modulo, other)) == false
    default:
      // The same object: for values without identity, the same kind and value.
      switch (value, other) {
      case (.bool(let a), .bool(let b)): return a == b
      case (.integer(let a), .integer(let b)): return a == b
      case (.string(let a), .string(let b)): return a == b
      case (.list, .list), (.tuple, .tuple), (.float, .float):
        throw fail(.unsupported, "'sameas' of '\(value.kindName)'")
      case (.dictionary(let a), .dictionary(let b)): return a === b
      case (.none, .none): return true
      case (.namespace(let a), .namespace(let b)): return a === b
      default: return false
      }
    }
  }

  private func testAlone(_ name: String, _ value: JinjaValue) throws(TemplateError) -> Bool {
    switch (name, value) {
    case ("defined", .undefined): return false
    case ("defined", _): return true
    case ("undefined", .undefined): return true
    case ("none", .none): return true
    case ("boolean", .bool): return true
    case ("true", .bool(let flag)): return flag
    case ("false", .bool(let flag)): return !flag
    case ("integer", .integer), ("integer", .bigInteger): return true
    case ("float", .float): return true
    case ("number", .bool), ("number", .integer), ("number", .bigInteger), ("number", .float): return true
    case ("string", .string): return true
    case ("mapping", .dictionary): return true
    case ("escaped", .string(let text)): return text.isMarkup
    case ("filter", .string(let text)): return JinjaFilter.exists(text.string)
    case ("test", .string(let text)): return JinjaTest.exists(text.string)
    case ("lower", _), ("upper", _):
      let text = try printed(value)
      try work(text.bytes.count, times: 16)
      return name == "lower" ? text.isLower : text.isUpper
    case ("odd", _): return try equal(try combine(value, .modulo, .integer(2)), .integer(1))
    case ("even", _): return try equal(try combine(value, .modulo, .integer(2)), .integer(0))
    case ("callable", .function), ("callable", .loop), ("callable", .joiner), ("callable", .undefined):
      return true
    case ("sequence", .undefined), ("sequence", .string), ("sequence", .list), ("sequence", .tuple),
      ("sequence", .dictionary), ("sequence", .range):
      return true
    case ("iterable", .undefined), ("iterable", .string), ("iterable", .list), ("iterable", .tuple),
      ("iterable", .dictionary), ("iterable", .range), ("iterable", .view), ("iterable", .iterator),
      ("iterable", .loop):
      return true
    default:
      if JinjaTest.exists(name) { return false }
      throw fail(.syntax, "no test is named '\(name)'")
    }
  }
}
