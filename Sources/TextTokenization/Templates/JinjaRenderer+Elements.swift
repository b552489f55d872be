/// Going through values.
extension JinjaRenderer {
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
}
