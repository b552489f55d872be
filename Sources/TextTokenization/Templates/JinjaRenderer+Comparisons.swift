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
}
