extension JinjaRenderer {
  /// The functions that every template has.
  static let globals = [
    "range", "dict", "namespace", "cycler", "joiner", "lipsum", "raise_exception", "strftime_now",
  ]

  func call(_ function: JinjaValue, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue {
    try require(function)
    switch function {
    case .function(let function):
      switch function.kind {
      case .global(let name): return try callGlobal(name, arguments)
      case .method(let receiver, let name): return try method(receiver, name, arguments)
      case .macro(let macro): return .string(try call(macro, arguments))
      }
    case .loop(let state):
      let given = try parameters("loop", arguments, ["iterable"], required: 1)
      guard let (loop, scope) = state.recursion else {
        throw fail(.type, "the loop needs the mark 'recursive' to be called")
      }
      let value = given[0] ?? .none
      return .string(
        try nested { () throws(TemplateError) in
          try rendered(loop, over: value, depth0: state.depth0 + 1, scope)
        })
    case .joiner(let joiner):
      defer { joiner.isUsed = true }
      return joiner.isUsed ? joiner.separator : .text("")
    default: throw fail(.type, "'\(function.kindName)' cannot be called")
    }
  }

  /// The arguments by parameter; nil for those that are not given.
  func parameters(
    _ function: String, _ arguments: JinjaArguments, _ names: [String], required: Int = 0
  ) throws(TemplateError) -> [JinjaValue?] {
    guard arguments.positional.count <= names.count else {
      throw fail(
        .type, "'\(function)' takes at most \(names.count) arguments, not \(arguments.positional.count)")
    }
    var result: [JinjaValue?] = arguments.positional
    result += Array(repeating: nil, count: names.count - result.count)
    for (name, value) in arguments.keywords {
      guard let i = names.firstIndex(of: name.string) else {
        throw fail(.type, "'\(function)' has no parameter '\(name.excerpt)'")
      }
      if i < arguments.positional.count {
        throw fail(.type, "'\(function)' is given '\(name.excerpt)' twice")
      }
      result[i] = value
    }
    for i in 0..<required where result[i] == nil {
      throw fail(.type, "'\(function)' needs the argument '\(names[i])'")
    }
    return result
  }

  func integer(_ value: JinjaValue?, _ what: String) throws(TemplateError) -> Int? {
    switch value {
    case nil: return nil
    case .integer(let value): return value
    case .bool(let value): return value ? 1 : 0
    case .bigInteger: throw tooLarge()
    case .undefined(let undefined): throw fail(.undefined, undefined.what)
    case .some(let value): throw fail(.type, "\(what) must be an integer, not '\(value.kindName)'")
    }
  }

  func string(_ value: JinjaValue?, _ what: String) throws(TemplateError) -> JinjaText? {
    switch value {
    case nil: return nil
    case .string(let text): return text
    case .undefined(let undefined): throw fail(.undefined, undefined.what)
    case .some(let value): throw fail(.type, "\(what) must be a text, not '\(value.kindName)'")
    }
  }

  // MARK: Macros

  private func call(_ macro: JinjaMacro, _ given: JinjaArguments) throws(TemplateError) -> JinjaText {
    let syntax = macro.syntax
    guard let outer = macro.scope else { throw fail(.unsupported, "a macro of another rendering") }
    try work(8 * syntax.parameters.count, times: given.keywords.count)
    var given = given
    let place = at
    let scope = JinjaScope(outer)
    var values: [JinjaValue?] = []
    var hasCaller =
      given.positional.count >= syntax.parameters.count && syntax.parameters.contains { $0.name == "caller" }
    for (i, parameter) in syntax.parameters.enumerated() {
      if i < given.positional.count {
        values.append(given.positional[i])
      } else {
        values.append(given.take(parameter.name))
        if parameter.name == "caller" { hasCaller = true }
      }
    }
    if syntax.takesCaller, !hasCaller, let id = template.ids["caller"] {
      let caller = given.take("caller")
      scope.set(id, caller ?? .undefined(JinjaUndefined("no caller is defined")))
    }
    if syntax.takesKeywords, let id = template.ids["kwargs"] {
      var keywords = JinjaDictionary.Builder()
      for (name, value) in given.keywords { keywords.set(name, value) }
      scope.set(id, .dictionary(try checked(keywords.dictionary)))
    } else if let keyword = given.keywords.first {
      throw fail(.type, "the macro '\(syntax.nameText)' has no parameter '\(keyword.name.excerpt)'")
    }
    let further = given.positional.dropFirst(syntax.parameters.count)
    if syntax.takesFurther, let id = template.ids["varargs"] {
      scope.set(id, .tuple(try list(Array(further))))
    } else if !further.isEmpty {
      throw fail(.type, "the macro '\(syntax.nameText)' takes at most \(syntax.parameters.count) arguments")
    }
    return try nested { () throws(TemplateError) in
      // What a standard value refers to may be an earlier parameter.
      for (parameter, value) in zip(syntax.parameters, values) {
        if let value {
          scope.set(parameter.id, value)
        } else if let standard = parameter.standard {
          scope.set(parameter.id, try evaluate(standard, scope))
        } else {
          scope.set(
            parameter.id,
            .undefined(JinjaUndefined("the parameter '\(parameter.name.excerpt)' was not provided")))
        }
      }
      let text = try captured { () throws(TemplateError) in _ = try run(syntax.body, scope) }
      at = place
      return text
    }
  }

  // MARK: Functions of every template

  private func callGlobal(_ name: String, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue {
    switch name {
    case "range": return .range(try range(arguments))
    case "namespace":
      let namespace = try makeNamespace()
      for member in try members(name, arguments) { try set(member.name, member.value, in: namespace) }
      return .namespace(namespace)
    case "dict":
      var dictionary = JinjaDictionary.Builder()
      if arguments.positional.count > 1 { throw fail(.type, "'dict' takes at most 1 argument") }
      if let first = arguments.positional.first { dictionary = try members(of: first) }
      for (name, value) in arguments.keywords { dictionary.set(name, value) }
      return .dictionary(try checked(dictionary.dictionary))
    case "cycler":
      if arguments.positional.isEmpty { throw fail(.value, "'cycler' needs an item") }
      return .cycler(JinjaCycler(try list(arguments.positional)))
    case "joiner":
      let given = try parameters(name, arguments, ["sep"])
      let joiner = JinjaJoiner(given[0] ?? .text(", "))
      if joiner.depth > limits.depth {
        throw fail(.limit, "values nested deeper than \(limits.depth) levels")
      }
      return .joiner(joiner)
    case "raise_exception":
      let given = try parameters(name, arguments, ["message"], required: 1)
      throw fail(.raised, try printed(given[0] ?? .none).string)
    case "strftime_now":
      let given = try parameters(name, arguments, ["format"], required: 1)
      let format = try string(given[0], "the format of a date") ?? JinjaText()
      guard let now else {
        throw fail(
          .date, "the template asks for today's date: give one, so that the text is the same every day"
        )
      }
      guard let result = now.formatted(format) else {
        throw fail(.unsupported, "the date format '\(format.excerpt)' is not supported")
      }
      return try text(result)
    default: throw fail(.unsupported, "'\(name)' is not supported")
    }
  }

  private func range(_ arguments: JinjaArguments) throws(TemplateError) -> JinjaRange {
    if !arguments.keywords.isEmpty { throw fail(.type, "'range' takes no named arguments") }
    var numbers: [Int] = []
    for value in arguments.positional { numbers.append(try integer(value, "an argument of 'range'") ?? 0) }
    guard (1...3).contains(numbers.count) else { throw fail(.type, "'range' takes 1 to 3 arguments") }
    let start = numbers.count == 1 ? 0 : numbers[0]
    let stop = numbers.count == 1 ? numbers[0] : numbers[1]
    let step = numbers.count == 3 ? numbers[2] : 1
    if step == 0 { throw fail(.value, "the step of 'range' is 0") }
    let isEmpty = step > 0 ? start >= stop : start <= stop
    // The distance of two 64-bit integers fits into an unsigned one.
    let distance = step > 0 ? UInt(bitPattern: stop &- start) : UInt(bitPattern: start &- stop)
    let count = isEmpty ? 0 : (distance - 1) / step.magnitude + 1
    if count > UInt(limits.range) {
      throw fail(.limit, "'range' of \(count) elements, more than the limit of \(limits.range)")
    }
    return JinjaRange(start, stop, step, count: Int(count))
  }

  /// What a dictionary is made of: another one, or pairs.
  private func members(of value: JinjaValue) throws(TemplateError) -> JinjaDictionary.Builder {
    try require(value)
    if case .dictionary(let dictionary) = value { return dictionary.members }
    var result = JinjaDictionary.Builder()
    for pair in try items(of: value) {
      try step()
      let parts = try items(of: pair)
      guard parts.count == 2 else {
        throw fail(.value, "a dictionary is made of pairs of a key and a value")
      }
      result.set(try key(parts[0]), shown: parts[0], parts[1])
    }
    return result
  }

  private func members(
    _ function: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> [(name: JinjaText, value: JinjaValue)] {
    var members: [(name: JinjaText, value: JinjaValue)] = []
    if arguments.positional.count > 1 { throw fail(.type, "'\(function)' takes at most 1 argument") }
    if let first = arguments.positional.first {
      let given = try self.members(of: first)
      for (key, value) in zip(given.keys, given.values) {
        guard case .string(let name) = key else {
          throw fail(.unsupported, "a namespace's names must be texts")
        }
        members.append((name, value))
      }
    }
    return members + arguments.keywords
  }
}
