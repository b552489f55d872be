extension JinjaParser {
  typealias Expression = JinjaExpression

  private func make(_ kind: Expression.Kind, at: Int) throws(TemplateError) -> Expression {
    let expression = Expression(kind, at: at)
    guard expression.height <= limits.depth else {
      throw source.error(.limit, "the expression is nested deeper than \(limits.depth) levels", at: at)
    }
    return expression
  }

  /// Expressions separated by commas are a tuple.
  mutating func tuple(
    conditions: Bool = true, end: String? = nil, inParentheses: Bool = false
  ) throws(TemplateError) -> Expression {
    let at = current.at
    var elements: [Expression] = []
    var isTuple = false
    while true {
      if !elements.isEmpty { try expectSymbol(",") }
      if current.kind == .variableEnd || current.kind == .blockEnd || isSymbol(")") { break }
      if let end, isName(end) { break }
      elements.append(conditions ? try expression() : try either())
      guard isSymbol(",") else { break }
      isTuple = true
    }
    if !isTuple {
      if let only = elements.first { return only }
      if !inParentheses { throw fail("expected an expression, found \(current.description)") }
    }
    return try make(.tuple(elements), at: at)
  }

  mutating func expression() throws(TemplateError) -> Expression {
    try nested { (parser) throws(TemplateError) in try parser.condition() }
  }

  /// `a if b else c`
  private mutating func condition() throws(TemplateError) -> Expression {
    let at = current.at
    let unknownBefore = unknown.count
    var value = try either()
    while takesName("if") {
      let test = try either()
      let otherwise = takesName("else") ? try expression() : nil
      value = try make(.condition(test: test, value, otherwise: otherwise), at: at)
      // What stands in a condition may name filters that do not exist.
      unknown.removeSubrange(unknownBefore...)
    }
    return value
  }

  private mutating func either() throws(TemplateError) -> Expression {
    let at = current.at
    var left = try both()
    while takesName("or") {
      left = try make(.or(left, try both()), at: at)
    }
    return left
  }

  private mutating func both() throws(TemplateError) -> Expression {
    let at = current.at
    var left = try negation()
    while takesName("and") {
      left = try make(.and(left, try negation()), at: at)
    }
    return left
  }

  private mutating func negation() throws(TemplateError) -> Expression {
    let at = current.at
    guard takesName("not") else { return try comparison() }
    return try nested { (parser) throws(TemplateError) in
      try parser.make(.not(try parser.negation()), at: at)
    }
  }

  private mutating func comparison() throws(TemplateError) -> Expression {
    let at = current.at
    let first = try sum()
    var others: [(JinjaComparison, Expression)] = []
    while true {
      if case .symbol(let symbol) = current.kind, let comparison = JinjaComparison(rawValue: symbol) {
        advance()
        others.append((comparison, try sum()))
      } else if takesName("in") {
        others.append((.in, try sum()))
      } else if isName("not"), next.kind == .name("in") {
        advance()
        advance()
        others.append((.notIn, try sum()))
      } else {
        return others.isEmpty ? first : try make(.comparison(first, others), at: at)
      }
    }
  }

  private mutating func sum() throws(TemplateError) -> Expression {
    var left = try concatenation()
    while isSymbol("+") || isSymbol("-") {
      let at = current.at
      let `operator`: JinjaOperator = isSymbol("+") ? .add : .subtract
      advance()
      left = try make(.arithmetic(`operator`, left, try concatenation()), at: at)
    }
    return left
  }

  private mutating func concatenation() throws(TemplateError) -> Expression {
    let at = current.at
    var parts = [try product()]
    while takesSymbol("~") { parts.append(try product()) }
    return parts.count == 1 ? parts[0] : try make(.concatenation(parts), at: at)
  }

  private mutating func product() throws(TemplateError) -> Expression {
    var left = try power()
    while case .symbol(let symbol) = current.kind, ["*", "/", "//", "%"].contains(symbol),
      let `operator` = JinjaOperator(rawValue: symbol)
    {
      let at = current.at
      advance()
      left = try make(.arithmetic(`operator`, left, try power()), at: at)
    }
    return left
  }

  private mutating func power() throws(TemplateError) -> Expression {
    var left = try unary()
    while isSymbol("**") {
      let at = current.at
      advance()
      left = try make(.arithmetic(.power, left, try unary()), at: at)
    }
    return left
  }

  private mutating func unary(filters: Bool = true) throws(TemplateError) -> Expression {
    let at = current.at
    var value: Expression
    if isSymbol("-") || isSymbol("+") {
      let isNegative = isSymbol("-")
      advance()
      let operand = try nested { (parser) throws(TemplateError) in try parser.unary(filters: false) }
      value = try make(isNegative ? .negative(operand) : .positive(operand), at: at)
    } else {
      value = try primary()
    }
    value = try postfix(value)
    return filters ? try filtered(value) : value
  }

  private mutating func primary() throws(TemplateError) -> Expression {
    let token = current
    switch token.kind {
    case .name(let name):
      advance()
      switch name {
      case "true", "True": return try make(.constant(.bool(true)), at: token.at)
      case "false", "False": return try make(.constant(.bool(false)), at: token.at)
      case "none", "None": return try make(.constant(.none), at: token.at)
      default:
        let id = id(name)
        use(id)
        return try make(.name(id), at: token.at)
      }
    case .string(var text):
      advance()
      while case .string(let more) = current.kind {
        text.append(more)
        advance()
      }
      return try make(.constant(.string(text)), at: token.at)
    case .integer(let value):
      advance()
      return try make(.constant(.integer(value)), at: token.at)
    case .float(let value):
      advance()
      return try make(.constant(.float(value)), at: token.at)
    case .symbol("("):
      advance()
      let value = try nested { (parser) throws(TemplateError) in try parser.tuple(inParentheses: true) }
      try expectSymbol(")")
      return value
    case .symbol("["): return try list()
    case .symbol("{"): return try dictionary()
    default: throw unexpected()
    }
  }

  private mutating func list() throws(TemplateError) -> Expression {
    let at = current.at
    try expectSymbol("[")
    var elements: [Expression] = []
    while !isSymbol("]") {
      if !elements.isEmpty { try expectSymbol(",") }
      if isSymbol("]") { break }
      elements.append(try expression())
    }
    try expectSymbol("]")
    return try make(.list(elements), at: at)
  }

  private mutating func dictionary() throws(TemplateError) -> Expression {
    let at = current.at
    try expectSymbol("{")
    var members: [(key: Expression, value: Expression)] = []
    while !isSymbol("}") {
      if !members.isEmpty { try expectSymbol(",") }
      if isSymbol("}") { break }
      let key = try expression()
      try expectSymbol(":")
      members.append((key, try expression()))
    }
    try expectSymbol("}")
    return try make(.dictionary(members), at: at)
  }

  private mutating func postfix(_ value: Expression) throws(TemplateError) -> Expression {
    var value = value
    while true {
      let at = current.at
      if takesSymbol(".") {
        let token = current
        advance()
        switch token.kind {
        case .name(let name): value = try make(.attribute(value, JinjaName(name)), at: at)
        case .integer(let index):
          value = try make(.item(value, try make(.constant(.integer(index)), at: token.at)), at: at)
        default: throw fail("expected a name or number after '.'", at: token.at)
        }
      } else if isSymbol("[") {
        value = try subscripted(value)
      } else if isSymbol("(") {
        value = try make(.call(value, try arguments()), at: at)
      } else {
        return value
      }
    }
  }

  private mutating func subscripted(_ value: Expression) throws(TemplateError) -> Expression {
    let at = current.at
    try expectSymbol("[")
    var indices: [Expression] = []
    while !isSymbol("]") {
      if !indices.isEmpty { try expectSymbol(",") }
      if isSymbol(":") {
        guard indices.isEmpty else { throw fail("a slice within a tuple") }
        return try slice(value, from: nil, at: at)
      }
      let index = try expression()
      if isSymbol(":") {
        guard indices.isEmpty else { throw fail("a slice within a tuple") }
        return try slice(value, from: index, at: at)
      }
      indices.append(index)
    }
    try expectSymbol("]")
    return try make(.item(value, indices.count == 1 ? indices[0] : try make(.tuple(indices), at: at)), at: at)
  }

  private mutating func slice(
    _ value: Expression, from start: Expression?, at: Int
  ) throws(TemplateError) -> Expression {
    var bounds = [start]
    while takesSymbol(":"), bounds.count < 3 {
      bounds.append(isSymbol(":") || isSymbol("]") ? nil : try expression())
    }
    try expectSymbol("]")
    return try make(.slice(value, bounds), at: at)
  }

  mutating func arguments() throws(TemplateError) -> JinjaCall {
    var call = JinjaCall()
    var isFirst = true
    try expectSymbol("(")
    while !isSymbol(")") {
      if !isFirst {
        try expectSymbol(",")
        if isSymbol(")") { break }
      }
      isFirst = false
      let at = current.at
      if takesSymbol("*") {
        guard call.spread == nil, call.spreadKeywords == nil else {
          throw fail("wrong order of arguments", at: at)
        }
        call.spread = try expression()
      } else if takesSymbol("**") {
        guard call.spreadKeywords == nil else { throw fail("wrong order of arguments", at: at) }
        call.spreadKeywords = try expression()
      } else if case .name(let name) = current.kind, next.kind == .symbol("=") {
        guard call.spreadKeywords == nil else { throw fail("wrong order of arguments", at: at) }
        advance()
        advance()
        if call.keywords.count >= JinjaCall.mostKeywords {
          throw source.error(.limit, "more than \(JinjaCall.mostKeywords) named arguments", at: at)
        }
        let text = JinjaText(name)
        if call.keywords.contains(where: { $0.name == text }) {
          throw fail("'\(name)' is given twice", at: at)
        }
        call.keywords.append((text, try expression()))
      } else {
        guard call.spread == nil, call.spreadKeywords == nil, call.keywords.isEmpty else {
          throw fail("wrong order of arguments", at: at)
        }
        call.positional.append(try expression())
      }
    }
    try expectSymbol(")")
    return call
  }

  private mutating func filtered(_ value: Expression) throws(TemplateError) -> Expression {
    var value = value
    while true {
      let at = current.at
      if isSymbol("|") {
        value = try filters(value)
      } else if takesName("is") {
        value = try test(value, at: at)
      } else if isSymbol("(") {
        value = try make(.call(value, try arguments()), at: at)
      } else {
        return value
      }
    }
  }

  /// `|name(arguments)`, any number of times.
  mutating func filters(_ value: Expression?, startsInline: Bool = false) throws(TemplateError) -> Expression
  {
    var value = value
    var isInline = startsInline
    while isInline || takesSymbol("|") {
      isInline = false
      let at = current.at
      let name = try dottedName()
      if !isConditional, !JinjaFilter.exists(name) { unknown.append(("filter", name, at)) }
      let call = isSymbol("(") ? try arguments() : JinjaCall()
      value = try make(.filter(value, name, call), at: at)
    }
    guard let value else { throw unexpected() }
    return value
  }

  private mutating func dottedName() throws(TemplateError) -> String {
    var name = try anyName()
    while takesSymbol(".") { name += "." + (try anyName()) }
    return name
  }

  private mutating func test(_ value: Expression, at: Int) throws(TemplateError) -> Expression {
    let isNegated = takesName("not")
    let nameAt = current.at
    let name = try dottedName()
    if !isConditional, !JinjaTest.exists(name) { unknown.append(("test", name, nameAt)) }
    var call = JinjaCall()
    switch current.kind {
    case .symbol("("): call = try arguments()
    case .name("else"), .name("or"), .name("and"): break
    case .name("is"): throw fail("tests cannot follow each other without parentheses")
    case .name, .string, .integer, .float, .symbol("["), .symbol("{"):
      call.positional = [try postfix(try primary())]
    default: break
    }
    let test = try make(.test(value, name, call), at: at)
    return isNegated ? try make(.not(test), at: at) : test
  }
}
