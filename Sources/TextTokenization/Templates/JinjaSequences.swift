/// The elements of a list or tuple.
struct JinjaList {
  let items: [JinjaValue]
  let depth: Int
  /// A pair made by `groupby`, whose parts have names.
  var isGroup = false

  init(_ items: [JinjaValue]) {
    self.items = items
    var deepest = 0
    for item in items { deepest = max(deepest, item.depth) }
    depth = deepest + 1
  }
}

final class JinjaView {
  enum Part: String { case keys, values, items }
  let dictionary: JinjaDictionary
  let part: Part

  init(_ dictionary: JinjaDictionary, _ part: Part) {
    self.dictionary = dictionary
    self.part = part
  }

  func element(_ i: Int) -> JinjaValue {
    switch part {
    case .keys: dictionary.keys[i]
    case .values: dictionary.values[i]
    case .items: .tuple(JinjaList([dictionary.keys[i], dictionary.values[i]]))
    }
  }
}

final class JinjaRange {
  let start: Int
  let stop: Int
  let step: Int
  let count: Int

  init(_ start: Int, _ stop: Int, _ step: Int, count: Int) {
    self.start = start
    self.stop = stop
    self.step = step
    self.count = count
  }

  /// The product alone may not fit into 64 bits.
  func element(_ i: Int) -> JinjaValue { .integer(start &+ i &* step) }
}

final class JinjaIterator {
  private var source: (() throws(TemplateError) -> JinjaValue?)?
  let depth: Int

  init(depth: Int, _ next: @escaping () throws(TemplateError) -> JinjaValue?) {
    source = next
    self.depth = depth
  }

  convenience init(_ items: [JinjaValue], depth: Int) {
    var i = 0
    self.init(depth: depth) { () throws(TemplateError) in
      guard i < items.count else { return nil }
      i += 1
      return items[i - 1]
    }
  }

  /// nil at the end, and again afterwards.
  func next() throws(TemplateError) -> JinjaValue? {
    guard let source, let value = try source() else {
      self.source = nil
      return nil
    }
    return value
  }
}
