/// The values that a call is given.
struct JinjaArguments {
  var positional: [JinjaValue] = []
  var keywords: [(name: JinjaText, value: JinjaValue)] = []

  /// Takes the keyword away.
  mutating func take(_ name: JinjaText) -> JinjaValue? {
    guard let i = keywords.firstIndex(where: { $0.name == name }) else { return nil }
    return keywords.remove(at: i).value
  }
}

extension JinjaRenderer {
  func evaluate(_ expression: JinjaExpression, _ scope: JinjaScope) throws(TemplateError) -> JinjaValue {
    try step()
    switch expression.kind {
    case .constant(let value): return value
    case .name(let id):
      return variable(id, scope) ?? .undefined(JinjaUndefined("'\(template.names[id].excerpt)' is undefined"))
    default:
      at = expression.at
      return try nested { () throws(TemplateError) in try compute(expression, scope) }
    }
  }

  private func compute(_ expression: JinjaExpression, _ scope: JinjaScope) throws(TemplateError) -> JinjaValue
  {
    switch expression.kind {
    case .constant, .name: return try evaluate(expression, scope)
    case .attribute(let operand, let name):
      let value = try evaluate(operand, scope)
      at = expression.at
      return try attribute(of: value, name)
    case .item(let operand, let key):
      let value = try evaluate(operand, scope)
      let key = try evaluate(key, scope)
      at = expression.at
      return try item(of: value, key)
    case .call(let callee, let call): return try self.call(expression.at, callee, call, scope)
    case .not(let operand): return .bool(!(try isTrue(try evaluate(operand, scope))))
    case .and(let left, let right):
      let value = try evaluate(left, scope)
      return try isTrue(value) ? try evaluate(right, scope) : value
    case .or(let left, let right):
      let value = try evaluate(left, scope)
      return try isTrue(value) ? value : try evaluate(right, scope)
    case .condition(let test, let value, let otherwise):
      if try isTrue(try evaluate(test, scope)) { return try evaluate(value, scope) }
      if let otherwise { return try evaluate(otherwise, scope) }
      return .undefined(JinjaUndefined("the condition is false, and nothing is given for that"))
    case .comparison(let first, let others): return try compare(expression.at, first, others, scope)
    case .test(let operand, let name, let call):
      let value = try evaluate(operand, scope)
      let arguments = try self.arguments(call, scope)
      at = expression.at
      return .bool(try test(name, value, arguments))
    case .filter(let operand, let name, let call):
      guard let operand else { throw fail(.syntax, "a filter without a value") }
      let value = try evaluate(operand, scope)
      let arguments = try self.arguments(call, scope)
      at = expression.at
      return try filter(name, value, arguments)
    default: return try computeValue(expression, scope)
    }
  }

  private func computeValue(
    _ expression: JinjaExpression, _ scope: JinjaScope
  ) throws(TemplateError) -> JinjaValue {
    switch expression.kind {
    case .list(let elements): return .list(try list(try values(elements, scope)))
    case .tuple(let elements): return .tuple(try list(try values(elements, scope)))
    case .dictionary(let members):
      var dictionary = JinjaDictionary.Builder()
      for member in members {
        let key = try evaluate(member.key, scope)
        at = member.key.at
        dictionary.set(try self.key(key), shown: key, try evaluate(member.value, scope))
      }
      return .dictionary(try checked(dictionary.dictionary))
    case .slice(let operand, let bounds):
      let value = try evaluate(operand, scope)
      var indices: [JinjaValue] = []
      for bound in bounds {
        if let bound { indices.append(try evaluate(bound, scope)) } else { indices.append(.none) }
      }
      at = expression.at
      return try slice(of: value, indices)
    case .negative(let operand), .positive(let operand):
      let value = try evaluate(operand, scope)
      at = expression.at
      try require(value)
      if case .bigInteger(let digits) = value {
        if case .positive = expression.kind { return value }
        return .bigInteger(
          digits.hasPrefix("-") ? JinjaText(digits.bytes.dropFirst()) : JinjaText([0x2D] + digits.bytes))
      }
      guard let number = JinjaNumber(value) else { throw fail(.type, "'\(value.kindName)' has no sign") }
      if case .positive = expression.kind { return number.value }
      if case .float(let value) = number { return .float(-value) }
      guard let result = JinjaNumber.integer(0).combined(.subtract, number) else { throw tooLarge() }
      return result.value
    case .arithmetic(let operation, let left, let right):
      let a = try evaluate(left, scope)
      let b = try evaluate(right, scope)
      at = expression.at
      return try combine(a, operation, b)
    case .concatenation(let parts):
      var result = JinjaText()
      for part in parts {
        let text = try printed(try evaluate(part, scope))
        try check(bytes: result.bytes.count + text.bytes.count)
        result.append(text)
      }
      return try text(result)
    default: return .none
    }
  }

  func checked(_ dictionary: JinjaDictionary) throws(TemplateError) -> JinjaDictionary {
    try charge(JinjaRenderer.overhead)
    // Keys, values and the places of the keys.
    try charge(elements: 4 * dictionary.count)
    if dictionary.depth > limits.depth {
      throw fail(.limit, "values nested deeper than \(limits.depth) levels")
    }
    return dictionary
  }

  func tooLarge() -> TemplateError { fail(.unsupported, "an integer that 64 bits do not hold") }

  private func values(_ expressions: [JinjaExpression], _ scope: JinjaScope) throws(TemplateError)
    -> [JinjaValue]
  {
    var values: [JinjaValue] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions { values.append(try evaluate(expression, scope)) }
    return values
  }

  func arguments(_ call: JinjaCall, _ scope: JinjaScope) throws(TemplateError) -> JinjaArguments {
    var arguments = JinjaArguments()
    arguments.positional = try values(call.positional, scope)
    for keyword in call.keywords {
      arguments.keywords.append((keyword.name, try evaluate(keyword.value, scope)))
    }
    if let spread = call.spread { arguments.positional += try items(of: try evaluate(spread, scope)) }
    if let spread = call.spreadKeywords {
      guard case .dictionary(let dictionary) = try evaluate(spread, scope) else {
        throw fail(.type, "the argument after '**' must be a dictionary")
      }
      for (key, value) in zip(dictionary.keys, dictionary.values) {
        guard case .string(let name) = key else { throw fail(.type, "names of arguments must be texts") }
        if arguments.keywords.count >= JinjaCall.mostKeywords {
          throw fail(.limit, "more than \(JinjaCall.mostKeywords) named arguments")
        }
        try work(name.bytes.count)
        if arguments.keywords.contains(where: { $0.name == name }) {
          throw fail(.type, "the argument '\(name.excerpt)' is given twice")
        }
        arguments.keywords.append((name, value))
      }
    }
    return arguments
  }

  private func call(
    _ place: Int, _ callee: JinjaExpression, _ call: JinjaCall, _ scope: JinjaScope
  ) throws(TemplateError) -> JinjaValue {
    // A method called at once needs no function made of it.
    if case .attribute(let operand, let name) = callee.kind {
      let receiver = try evaluate(operand, scope)
      at = callee.at
      if JinjaMethods.has(receiver, name.string) {
        let arguments = try self.arguments(call, scope)
        at = place
        return try method(receiver, name.string, arguments)
      }
      let function = try attribute(of: receiver, name)
      let arguments = try self.arguments(call, scope)
      at = place
      return try self.call(function, arguments)
    }
    let function = try evaluate(callee, scope)
    let arguments = try self.arguments(call, scope)
    at = place
    return try self.call(function, arguments)
  }

  private func compare(
    _ place: Int, _ first: JinjaExpression, _ others: [(JinjaComparison, JinjaExpression)],
    _ scope: JinjaScope
  ) throws(TemplateError) -> JinjaValue {
    var left = try evaluate(first, scope)
    for (comparison, expression) in others {
      let right = try evaluate(expression, scope)
      at = place
      if !(try compare(left, comparison, right)) { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  /// Applies `filter`, whose innermost operand is `text`.
  func filtered(
    _ filter: JinjaExpression, text: JinjaValue, _ scope: JinjaScope
  ) throws(TemplateError) -> JinjaValue {
    guard case .filter(let operand, let name, let call) = filter.kind else { return text }
    let value = if let operand { try filtered(operand, text: text, scope) } else { text }
    let arguments = try self.arguments(call, scope)
    at = filter.at
    return try self.filter(name, value, arguments)
  }
}
