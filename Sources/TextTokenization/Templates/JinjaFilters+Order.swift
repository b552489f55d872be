extension JinjaRenderer {
  /// Sorted by `less`, keeping the order of equal ones.
  func sorted<T>(
    _ elements: [T], reversed: Bool = false, by key: (T) throws(TemplateError) -> JinjaValue
  ) throws(TemplateError) -> [T] {
    var keyed: [(key: JinjaValue, element: T)] = []
    try charge(elements: 4 * elements.count)
    for element in elements {
      try step()
      keyed.append((try key(element), element))
    }
    var width = 1
    while width < keyed.count {
      var merged: [(key: JinjaValue, element: T)] = []
      merged.reserveCapacity(keyed.count)
      for start in stride(from: 0, to: keyed.count, by: 2 * width) {
        var left = start
        let middle = min(start + width, keyed.count)
        var right = middle
        let end = min(start + 2 * width, keyed.count)
        while left < middle || right < end {
          let takesRight: Bool
          if left == middle {
            takesRight = true
          } else if right == end {
            takesRight = false
          } else {
            try step()
            takesRight =
              reversed
              ? try less(keyed[left].key, keyed[right].key) : try less(keyed[right].key, keyed[left].key)
          }
          merged.append(keyed[takesRight ? right : left])
          if takesRight { right += 1 } else { left += 1 }
        }
      }
      keyed = merged
      width *= 2
    }
    return keyed.map(\.element)
  }

  func orderFilter(
    _ name: String, _ value: JinjaValue, _ arguments: JinjaArguments
  ) throws(TemplateError) -> JinjaValue {
    switch name {
    case "sort":
      let given = try parameters(name, arguments, ["reverse", "case_sensitive", "attribute"])
      let isSensitive = try flag(given[1])
      let paths: [JinjaValue?]
      if case .string(let text) = given[2] {
        paths = text.split(at: ",", limit: -1).map { .string($0) }
      } else {
        paths = [given[2]]
      }
      let result = try sorted(try items(of: value), reversed: try flag(given[0])) {
        (item) throws(TemplateError) in
        var keys: [JinjaValue] = []
        for path in paths { keys.append(try folded(try self.path(path, of: item), isSensitive)) }
        return .list(JinjaList(keys))
      }
      return .list(try list(result))
    case "dictsort":
      let given = try parameters(name, arguments, ["case_sensitive", "by", "reverse"])
      try require(value)
      guard case .dictionary(let dictionary) = value else {
        throw fail(.type, "'dictsort' takes a dictionary")
      }
      let by = try string(given[1], "'by'") ?? "key"
      guard by == "key" || by == "value" else { throw fail(.value, "'by' is 'key' or 'value'") }
      let isSensitive = try flag(given[0])
      let pairs = zip(dictionary.keys, dictionary.values).map { [$0, $1] }
      let result = try sorted(pairs, reversed: try flag(given[2])) { (pair) throws(TemplateError) in
        try folded(pair[by == "key" ? 0 : 1], isSensitive)
      }
      return .list(try list(result.map { .tuple(JinjaList($0)) }))
    case "unique":
      let given = try parameters(name, arguments, ["case_sensitive", "attribute"])
      let isSensitive = try flag(given[0])
      var seen: Set<JinjaKey> = []
      var result: [JinjaValue] = []
      for item in try items(of: value) {
        try step()
        let key = try key(try folded(try path(given[1], of: item), isSensitive))
        if seen.insert(key).inserted { result.append(item) }
      }
      try charge(elements: 4 * result.count)
      return .iterator(JinjaIterator(result, depth: value.depth + 1))
    case "groupby": return try grouped(value, arguments)
    default:
      let given = try parameters(name, arguments, ["case_sensitive", "attribute"])
      let isSensitive = try flag(given[0])
      var best: (key: JinjaValue, item: JinjaValue)?
      for item in try items(of: value) {
        try step()
        let key = try folded(try path(given[1], of: item), isSensitive)
        if let current = best {
          if try name == "min" ? less(key, current.key) : less(current.key, key) { best = (key, item) }
        } else {
          best = (key, item)
        }
      }
      return best?.item ?? .undefined(JinjaUndefined("no smallest or largest item: the sequence is empty"))
    }
  }

  private func flag(_ value: JinjaValue?) throws(TemplateError) -> Bool {
    if let value { try isTrue(value) } else { false }
  }

  private func folded(_ value: JinjaValue, _ isSensitive: Bool) throws(TemplateError) -> JinjaValue {
    guard !isSensitive, case .string(let source) = value else { return value }
    try work(source.bytes.count, times: 16)
    return try text(source.lowercased)
  }

  private func grouped(_ value: JinjaValue, _ arguments: JinjaArguments) throws(TemplateError) -> JinjaValue {
    let given = try parameters("groupby", arguments, ["attribute", "default", "case_sensitive"], required: 1)
    let isSensitive = try flag(given[2])
    let standard = given[1]
    func key(_ item: JinjaValue) throws(TemplateError) -> JinjaValue {
      try folded(try path(given[0], of: item, standard: standard), isSensitive)
    }
    let ordered = try sorted(try items(of: value)) { (item) throws(TemplateError) in try key(item) }
    var groups: [(key: JinjaValue, items: [JinjaValue])] = []
    for item in ordered {
      let key = try key(item)
      if let last = groups.last, try equal(last.key, key) {
        groups[groups.count - 1].items.append(item)
      } else {
        groups.append((key, [item]))
      }
    }
    var result: [JinjaValue] = []
    for group in groups {
      // The key as the first of the group has it.
      let name = try path(given[0], of: group.items[0], standard: standard)
      var pair = try list([name, .list(try list(group.items))])
      pair.isGroup = true
      result.append(.tuple(pair))
    }
    return .list(try list(result))
  }
}
