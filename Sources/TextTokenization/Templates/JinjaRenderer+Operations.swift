extension JinjaRenderer {
  /// A value that is not there cannot be worked with.
  func require(_ value: JinjaValue) throws(TemplateError) {
    if case .undefined(let undefined) = value {
      throw fail(undefined.isForbidden ? .forbidden : .undefined, undefined.what)
    }
  }

  func isTrue(_ value: JinjaValue) throws(TemplateError) -> Bool {
    switch value {
    case .undefined, .none: return false
    case .bool(let value): return value
    case .integer(let value): return value != 0
    case .bigInteger: return true
    case .float(let value): return value != 0
    case .string(let text): return !text.isEmpty
    case .list(let list), .tuple(let list): return !list.items.isEmpty
    case .dictionary(let dictionary): return dictionary.count > 0
    case .view(let view): return view.dictionary.count > 0
    case .range(let range): return range.count > 0
    case .loop(let state): return try state.count() > 0
    case .iterator, .namespace, .cycler, .joiner, .function: return true
    }
  }

  // MARK: Comparisons

  func equal(_ a: JinjaValue, _ b: JinjaValue) throws(TemplateError) -> Bool {
    switch (a, b) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.string(let a), .string(let b)):
      guard a.bytes.count == b.bytes.count else { return false }
      try work(a.bytes.count)
      return a == b
    case (.list(let a), .list(let b)), (.tuple(let a), .tuple(let b)):
      guard a.items.count == b.items.count else { return false }
      return try nested { () throws(TemplateError) in
        for (x, y) in zip(a.items, b.items) {
          try step()
          if !(try equal(x, y)) { return false }
        }
        return true
      }
    case (.dictionary(let a), .dictionary(let b)):
      guard a.count == b.count else { return false }
      return try nested { () throws(TemplateError) in
        for (key, value) in zip(a.keys, a.values) {
          try step()
          guard let other = b.value(try self.key(key)), try equal(value, other) else { return false }
        }
        return true
      }
    case (.bigInteger(let a), .bigInteger(let b)): return a == b
    case (.range(let a), .range(let b)):
      return a.count == b.count && (a.count == 0 || a.start == b.start && (a.count == 1 || a.step == b.step))
    case (.namespace(let a), .namespace(let b)): return a === b
    case (.function(let a), .function(let b)): return a === b
    case (.iterator(let a), .iterator(let b)): return a === b
    case (.loop(let a), .loop(let b)): return a === b
    case (.view, .view): throw fail(.unsupported, "keys, values and items are not compared")
    default:
      if let a = JinjaNumber(a), let b = JinjaNumber(b) { return a.isEqual(b) }
      return false
    }
  }

  func less(_ a: JinjaValue, _ b: JinjaValue) throws(TemplateError) -> Bool {
    switch (a, b) {
    case (.string(let a), .string(let b)):
      try work(min(a.bytes.count, b.bytes.count))
      return a < b
    case (.list(let x), .list(let y)), (.tuple(let x), .tuple(let y)):
      return try nested { () throws(TemplateError) in
        for (first, second) in zip(x.items, y.items) {
          try step()
          if !(try equal(first, second)) { return try less(first, second) }
        }
        return x.items.count < y.items.count
      }
    default:
      try require(a)
      try require(b)
      guard let first = JinjaNumber(a), let second = JinjaNumber(b) else {
        throw fail(.type, "'\(a.kindName)' and '\(b.kindName)' have no order")
      }
      return first.isLess(second)
    }
  }

  func compare(_ a: JinjaValue, _ comparison: JinjaComparison, _ b: JinjaValue) throws(TemplateError) -> Bool
  {
    switch comparison {
    case .equal: return try equal(a, b)
    case .unequal: return !(try equal(a, b))
    case .less: return try less(a, b)
    case .greater: return try less(b, a)
    case .lessOrEqual, .greaterOrEqual:
      let (low, high) = comparison == .lessOrEqual ? (a, b) : (b, a)
      // Not the opposite of "greater": nothing compares with what is no number.
      if try less(low, high) { return true }
      return try equal(low, high)
    case .in: return try contains(b, a)
    case .notIn: return !(try contains(b, a))
    }
  }

  func contains(_ container: JinjaValue, _ value: JinjaValue) throws(TemplateError) -> Bool {
    switch container {
    case .undefined: return false
    case .string(let text):
      guard case .string(let part) = value else {
        try require(value)
        throw fail(.type, "'\(value.kindName)' cannot be in a text")
      }
      try work(text.bytes.count)
      return text.contains(part)
    case .dictionary(let dictionary):
      return dictionary.value(try key(value)) != nil
    case .view(let view) where view.part == .keys: return try contains(.dictionary(view.dictionary), value)
    case .list, .tuple, .view, .range, .iterator, .loop:
      let iterator = try iterator(over: container)
      while let element = try iterator.next() {
        try step()
        if try equal(element, value) { return true }
      }
      return false
    default: throw fail(.type, "nothing can be in '\(container.kindName)'")
    }
  }

  // MARK: Arithmetic

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

  // MARK: Going through values

  func iterator(over value: JinjaValue) throws(TemplateError) -> JinjaIterator {
    switch value {
    case .undefined: return JinjaIterator([], depth: 0)
    case .list(let list), .tuple(let list): return JinjaIterator(list.items, depth: list.depth)
    case .dictionary(let dictionary): return JinjaIterator(dictionary.keys, depth: 0)
    case .iterator(let iterator): return iterator
    case .view(let view): return counted(view.dictionary.count) { view.element($0) }
    case .range(let range): return counted(range.count) { range.element($0) }
    case .string(let text):
      var i = 0
      return JinjaIterator(depth: 0) { () throws(TemplateError) in
        guard i < text.bytes.count else { return nil }
        let (scalar, length) = text.scalarStarting(at: i)
        i += length
        return .string(JinjaText(CollectionOfOne(scalar)))
      }
    case .loop(let state):
      return JinjaIterator(depth: 0) { [unowned self] () throws(TemplateError) in
        guard let value = try state.next() else { return nil }
        return .tuple(try self.list([value, .loop(state)]))
      }
    default: throw fail(.type, "'\(value.kindName)' cannot be gone through")
    }
  }

  private func counted(_ count: Int, _ element: @escaping (Int) -> JinjaValue) -> JinjaIterator {
    var i = 0
    return JinjaIterator(depth: 0) { () throws(TemplateError) in
      guard i < count else { return nil }
      i += 1
      return element(i - 1)
    }
  }

  /// All elements.
  func items(of value: JinjaValue) throws(TemplateError) -> [JinjaValue] {
    switch value {
    case .list(let list), .tuple(let list): return list.items
    case .dictionary(let dictionary): return dictionary.keys
    default:
      let iterator = try iterator(over: value)
      var items: [JinjaValue] = []
      while let item = try iterator.next() {
        // With what an element that is made here takes, such as a letter of a text.
        try charge(JinjaRenderer.overhead)
        try charge(elements: 1)
        try step()
        items.append(item)
      }
      return items
    }
  }

  func length(of value: JinjaValue) throws(TemplateError) -> Int {
    if let length = try knownLength(of: value) { return length }
    throw fail(.type, "'\(value.kindName)' has no length")
  }

  /// nil for what has no length.
  func knownLength(of value: JinjaValue) throws(TemplateError) -> Int? {
    switch value {
    case .undefined: return 0
    case .string(let text):
      try work(text.bytes.count)
      return text.count
    case .list(let list), .tuple(let list): return list.items.count
    case .dictionary(let dictionary): return dictionary.count
    case .view(let view): return view.dictionary.count
    case .range(let range): return range.count
    case .loop(let state): return try state.count()
    default: return nil
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
