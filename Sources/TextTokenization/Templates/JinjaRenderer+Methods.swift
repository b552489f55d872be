extension JinjaRenderer {
  func method(
    _ receiver: JinjaValue, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch receiver {
    case .string(let text):
      try work(text.bytes.count, times: 4)
      return try textMethod(text, name, arguments)
    case .dictionary(let dictionary): return try dictionaryMethod(dictionary, name, arguments)
    case .list(let list), .tuple(let list): return try listMethod(receiver, list, name, arguments)
    case .loop(let state): return try loopMethod(state, name, arguments)
    case .cycler(let cycler):
      _ = try parameters(name, arguments, [])
      let current = cycler.items.items[cycler.position]
      cycler.position = name == "next" ? (cycler.position + 1) % cycler.items.items.count : 0
      return name == "next" ? current : .none
    case .function:
      let given = try parameters(name, arguments, ["iterable", "value"], required: 1)
      var result = JinjaDictionary.Builder()
      for key in try items(of: given[0] ?? .none) {
        try step()
        result.set(try self.key(key), shown: key, given[1] ?? .none)
      }
      return .dictionary(try checked(result.dictionary))
    default: throw fail(.type, "'\(receiver.kindName)' has no method '\(name)'")
    }
  }

  private func dictionaryMethod(
    _ dictionary: JinjaDictionary, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "get":
      if !arguments.keywords.isEmpty { throw fail(.type, "'get' takes no named arguments") }
      let given = try parameters(name, arguments, ["key", "default"], required: 1)
      return dictionary.value(try key(given[0] ?? .none)) ?? given[1] ?? .none
    case "keys", "values", "items":
      _ = try parameters(name, arguments, [])
      return .view(JinjaView(dictionary, JinjaView.Part(rawValue: name) ?? .items))
    case "copy":
      _ = try parameters(name, arguments, [])
      return .dictionary(dictionary)
    default: throw fail(.unsupported, "the method '\(name)' of a dictionary is not supported")
    }
  }

  private func listMethod(
    _ receiver: JinjaValue, _ list: JinjaList, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "copy":
      _ = try parameters(name, arguments, [])
      return receiver
    case "count":
      let given = try parameters(name, arguments, ["value"], required: 1)
      var count = 0
      for item in list.items {
        try step()
        if try equal(item, given[0] ?? .none) { count += 1 }
      }
      return .integer(count)
    default:
      let given = try parameters(name, arguments, ["value", "start", "stop"], required: 1)
      let bounds = try self.bounds(given[1], given[2], list.items.count)
      for i in bounds {
        try step()
        if try equal(list.items[i], given[0] ?? .none) { return .integer(i) }
      }
      throw fail(.value, "the value is not in the list")
    }
  }

  /// The part of `count` elements that a search's start and end leave, as Python's slices do.
  func bounds(_ start: JinjaValue?, _ stop: JinjaValue?, _ count: Int) throws(TemplateError) -> Range<Int> {
    func clamped(_ value: JinjaValue?, _ standard: Int) throws(TemplateError) -> Int {
      if case .some(.none) = value { return standard }
      guard let value = try integer(value, "where a search starts or ends") else { return standard }
      return value < 0 ? max(0, value < -count ? 0 : value + count) : min(value, count)
    }
    let low = try clamped(start, 0)
    return low..<max(low, try clamped(stop, count))
  }

  private func loopMethod(
    _ loop: JinjaLoopState, _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    if !arguments.keywords.isEmpty { throw fail(.type, "'\(name)' takes no named arguments") }
    if name == "cycle" {
      guard !arguments.positional.isEmpty else { throw fail(.type, "'cycle' needs an item") }
      return arguments.positional[loop.index0 % arguments.positional.count]
    }
    if let last = loop.lastChanged,
      try equal(.tuple(JinjaList(last)), .tuple(JinjaList(arguments.positional)))
    {
      return .bool(false)
    }
    loop.lastChanged = arguments.positional
    return .bool(true)
  }
}
