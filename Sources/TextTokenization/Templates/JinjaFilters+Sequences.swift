extension JinjaRenderer {
  func sequenceFilter(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "first":
      _ = try parameters(name, arguments, [])
      return try iterator(over: value).next()
        ?? .undefined(JinjaUndefined("no first item: the sequence is empty"))
    case "last":
      _ = try parameters(name, arguments, [])
      switch value {
      case .iterator, .loop: throw fail(.type, "'\(value.kindName)' has no last item; '|list' may be missing")
      default:
        return try items(of: value).last ?? .undefined(JinjaUndefined("no last item: the sequence is empty"))
      }
    case "length", "count":
      _ = try parameters(name, arguments, [])
      return .integer(try length(of: value))
    case "list":
      _ = try parameters(name, arguments, [])
      return .list(try list(try items(of: value)))
    case "items":
      _ = try parameters(name, arguments, [])
      switch value {
      case .undefined: return .iterator(JinjaIterator([], depth: 0))
      case .dictionary(let dictionary):
        return .iterator(try iterator(over: .view(JinjaView(dictionary, .items))))
      default:
        // Only when the first element is asked for.
        return .iterator(
          JinjaIterator(depth: 0) { [unowned self] () throws(TemplateError) in
            throw fail(.type, "'items' takes a dictionary, not '\(value.kindName)'")
          })
      }
    case "reverse":
      _ = try parameters(name, arguments, [])
      if case .string(let source) = value {
        try work(source.bytes.count, times: 4)
        return try text(JinjaText(source.scalars.reversed()))
      }
      if case .undefined = value { return .iterator(JinjaIterator([], depth: 0)) }
      let reversed = Array(try items(of: value).reversed())
      try charge(elements: reversed.count)
      // What cannot be gone through backwards becomes a list.
      if case .iterator = value { return .list(try list(reversed)) }
      return .iterator(JinjaIterator(reversed, depth: value.depth + 1))
    case "join":
      let given = try parameters(name, arguments, ["d", "attribute"])
      var parts = try items(of: value)
      if let attribute = given[1] {
        if case .none = attribute {
        } else {
          var found: [JinjaValue] = []
          for part in parts { found.append(try path(attribute, of: part)) }
          parts = found
        }
      }
      return try joined(
        parts, try given[0].map { (value) throws(TemplateError) in try printed(value) } ?? "",
        converting: true)
    default: return try parted(name, value, arguments)
    }
  }

  /// `batch` and `slice`
  private func parted(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let given = try parameters(
      name, arguments, [name == "batch" ? "linecount" : "slices", "fill_with"], required: 1)
    let size = try integer(given[0], "the size") ?? 0
    let all = try items(of: value)
    var fill: JinjaValue?
    if let value = given[1] { if case .none = value {} else { fill = value } }
    var parts: [JinjaValue] = []
    if name == "batch" {
      guard size > 0 else { throw fail(.unsupported, "'batch' of \(size) is not supported") }
      for start in stride(from: 0, to: all.count, by: size) {
        var part = Array(all[start..<min(start + size, all.count)])
        if let fill, part.count < size {
          try charge(elements: size - part.count)
          part += Array(repeating: fill, count: size - part.count)
        }
        parts.append(.list(try list(part)))
      }
    } else {
      guard size > 0 else { throw fail(.value, "'slice' into \(size) parts") }
      try charge(elements: size)
      var start = 0
      for i in 0..<size {
        let end = start + all.count / size + (i < all.count % size ? 1 : 0)
        var part = Array(all[start..<end])
        if let fill, i >= all.count % size { part.append(fill) }
        parts.append(.list(try list(part)))
        start = end
      }
    }
    return .iterator(JinjaIterator(parts, depth: value.depth + 2))
  }

  /// The member that a path such as `a.b.0` leads to; the value itself without a path.
  func path(
    _ path: JinjaValue?, of value: JinjaValue, standard: JinjaValue? = nil
  ) throws(TemplateError) -> JinjaValue {
    switch path {
    case nil, .some(.none): return value
    case .string(let text):
      var value = value
      for part in text.split(at: ".", limit: -1) {
        let isIndex = !part.isEmpty && part.bytes.allSatisfy { $0 &- 0x30 < 10 }
        value = try item(of: value, isIndex ? .integer(Int(part.string) ?? .max) : .string(part))
        if let standard, case .undefined = value { value = standard }
      }
      return value
    case .some(let key):
      let found = try item(of: value, key)
      if let standard, case .undefined = found { return standard }
      return found
    }
  }

  // MARK: map, select and reject

  func lazyFilter(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    let place = at
    var depth = value.depth
    for argument in arguments.positional + arguments.keywords.map(\.value) {
      depth = max(depth, argument.depth)
    }
    depth += 1
    if depth > limits.depth { throw fail(.limit, "values nested deeper than \(limits.depth) levels") }
    var change: ((JinjaValue) throws(TemplateError) -> JinjaValue?)?
    var source: JinjaIterator?
    // Nothing is looked at before the first element is asked for.
    return .iterator(
      JinjaIterator(depth: depth) { [unowned self] () throws(TemplateError) in
        guard try isTrue(value) else { return nil }
        if source == nil {
          change = name == "map" ? try mapping(arguments) : try selection(name, arguments)
          source = try iterator(over: value)
        }
        guard let change, let source else { return nil }
        return try nested { () throws(TemplateError) in
          while let item = try source.next() {
            at = place
            try step()
            if let result = try change(item) { return result }
          }
          return nil
        }
      })
  }

  private func mapping(
    _ arguments: JinjaArguments
  ) throws(TemplateError) -> (JinjaValue) throws(TemplateError) -> JinjaValue? {
    var arguments = arguments
    if arguments.positional.isEmpty {
      guard let attribute = arguments.take("attribute") else {
        throw fail(.type, "'map' needs the name of a filter")
      }
      var standard = arguments.take("default")
      if case .some(.none) = standard { standard = nil }
      if let other = arguments.keywords.first {
        throw fail(.type, "'map' has no parameter '\(other.name.excerpt)'")
      }
      return { [unowned self] (item) throws(TemplateError) in
        try path(attribute, of: item, standard: standard)
      }
    }
    let name = try string(arguments.positional.removeFirst(), "the name of a filter") ?? ""
    return { [unowned self] (item) throws(TemplateError) in try filter(name.string, item, arguments) }
  }

  private func selection(
    _ name: String, _ arguments: JinjaArguments
  ) throws(TemplateError) -> (JinjaValue) throws(TemplateError) -> JinjaValue? {
    var arguments = arguments
    var attribute: JinjaValue?
    if name.hasSuffix("attr") {
      guard !arguments.positional.isEmpty else {
        throw fail(.type, "'\(name)' needs the name of an attribute")
      }
      attribute = arguments.positional.removeFirst()
    }
    var test: String?
    if !arguments.positional.isEmpty {
      test = try string(arguments.positional.removeFirst(), "the name of a test")?.string
    }
    let wanted = name.hasPrefix("select")
    return { [unowned self, arguments] (item) throws(TemplateError) in
      let value = try path(attribute, of: item)
      let holds = if let test { try self.test(test, value, arguments) } else { try isTrue(value) }
      return holds == wanted ? item : nil
    }
  }
}
