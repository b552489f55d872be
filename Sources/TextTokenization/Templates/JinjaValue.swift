import JSON

/// A value of a template, of one of the kinds that Python would give it.
enum JinjaValue {
  case undefined(JinjaUndefined)
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, as its digits: it can be passed on and printed.
  case bigInteger(JinjaText)
  case float(Double)
  case string(JinjaText)
  case list(JinjaList)
  case tuple(JinjaList)
  case dictionary(JinjaDictionary)
  /// What `keys()`, `values()` and `items()` give.
  case view(JinjaView)
  case range(JinjaRange)
  /// What can be gone through once, such as what `map` and `select` give.
  case iterator(JinjaIterator)
  case namespace(JinjaNamespace)
  case loop(JinjaLoopState)
  case cycler(JinjaCycler)
  case joiner(JinjaJoiner)
  case function(JinjaFunction)

  /// Python's name of the kind.
  var kindName: String {
    switch self {
    case .undefined: "Undefined"
    case .none: "NoneType"
    case .bool: "bool"
    case .integer, .bigInteger: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dictionary: "dict"
    case .view(let view): "dict_" + view.part.rawValue
    case .range: "range"
    case .iterator: "generator"
    case .namespace: "Namespace"
    case .loop: "LoopContext"
    case .cycler: "Cycler"
    case .joiner: "Joiner"
    case .function: "function"
    }
  }

  /// How many containers lie within each other in it.
  var depth: Int {
    switch self {
    case .list(let list), .tuple(let list): list.depth
    case .dictionary(let dictionary): dictionary.depth
    case .view(let view): view.dictionary.depth + 1
    case .iterator(let iterator): iterator.depth
    case .cycler(let cycler): cycler.items.depth + 1
    case .function(let function): function.depth
    default: 0
    }
  }

  static func text(_ string: String) -> JinjaValue { .string(JinjaText(string)) }

  /// The value that a JSON document stands for.
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .none
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(Int(value))
    case .bigInteger(let digits): self = .bigInteger(JinjaText(digits))
    case .double(let value): self = .float(value)
    case .string(let value): self = .string(JinjaText(value))
    case .array(let elements): self = .list(JinjaList(elements.map { JinjaValue($0) }))
    case .object(let object):
      var dictionary = JinjaDictionary.Builder()
      for member in object.members {
        dictionary.set(.string(JinjaText(member.key)), JinjaValue(member.value))
      }
      self = .dictionary(dictionary.dictionary)
    }
  }
}

/// Why a value is not there.
final class JinjaUndefined {
  let what: String
  /// Kept back by the sandbox rather than missing.
  let isForbidden: Bool

  init(_ what: String, isForbidden: Bool = false) {
    self.what = what
    self.isForbidden = isForbidden
  }
}

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

/// Members in their order. Never changed: the sandbox allows templates no change.
final class JinjaDictionary {
  let keys: [JinjaValue]
  let values: [JinjaValue]
  let depth: Int
  private let index: [JinjaText: Int]?

  fileprivate init(_ keys: [JinjaValue], _ values: [JinjaValue], _ index: [JinjaText: Int]?) {
    self.keys = keys
    self.values = values
    self.index = index
    var deepest = 0
    for value in values { deepest = max(deepest, value.depth) }
    for key in keys { deepest = max(deepest, key.depth) }
    depth = deepest + 1
  }

  var count: Int { keys.count }

  func value(_ key: JinjaText) -> JinjaValue? {
    if let index { return index[key].map { values[$0] } }
    for (i, candidate) in keys.enumerated() {
      if case .string(let text) = candidate, text == key { return values[i] }
    }
    return nil
  }

  func value(_ key: JinjaValue) -> JinjaValue? {
    if case .string(let text) = key { return value(text) }
    return keys.firstIndex { JinjaDictionary.same($0, key) }.map { values[$0] }
  }

  /// Equal as keys: scalars and tuples of them.
  static func same(_ a: JinjaValue, _ b: JinjaValue) -> Bool {
    switch (a, b) {
    case (.string(let a), .string(let b)): a == b
    case (.none, .none): true
    case (.tuple(let a), .tuple(let b)):
      a.items.count == b.items.count && zip(a.items, b.items).allSatisfy { same($0, $1) }
    case (.bigInteger(let a), .bigInteger(let b)): a == b
    default:
      if let a = JinjaNumber(a), let b = JinjaNumber(b) { a.isEqual(b) } else { false }
    }
  }

  /// Whether Python would let it be a key.
  static func canBeKey(_ value: JinjaValue) -> Bool {
    switch value {
    case .list, .dictionary, .view: false
    case .tuple(let list): list.items.allSatisfy { canBeKey($0) }
    default: true
    }
  }

  struct Builder {
    private var keys: [JinjaValue] = []
    private var values: [JinjaValue] = []
    private var index: [JinjaText: Int]?

    /// The last value of a key counts, at the place of its first.
    mutating func set(_ key: JinjaValue, _ value: JinjaValue) {
      if let i = place(of: key) {
        values[i] = value
        return
      }
      if case .string(let text) = key { index?[text] = keys.count }
      keys.append(key)
      values.append(value)
      if index == nil, keys.count == 12 {
        var all: [JinjaText: Int] = [:]
        for (i, key) in keys.enumerated() { if case .string(let text) = key { all[text] = i } }
        index = all
      }
    }

    mutating func add(_ dictionary: JinjaDictionary) {
      for (key, value) in zip(dictionary.keys, dictionary.values) { set(key, value) }
    }

    private func place(of key: JinjaValue) -> Int? {
      if let index, case .string(let text) = key { return index[text] }
      return keys.firstIndex { JinjaDictionary.same($0, key) }
    }

    var dictionary: JinjaDictionary { JinjaDictionary(keys, values, index) }
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

  func element(_ i: Int) -> JinjaValue { .integer(start + i * step) }
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

/// The one value that templates may change.
final class JinjaNamespace {
  private(set) var keys: [JinjaText] = []
  private(set) var values: [JinjaValue] = []

  subscript(key: JinjaText) -> JinjaValue? {
    get { keys.firstIndex(of: key).map { values[$0] } }
    set {
      guard let newValue else { return }
      if let i = keys.firstIndex(of: key) {
        values[i] = newValue
      } else {
        keys.append(key)
        values.append(newValue)
      }
    }
  }

  func removeAll() {
    keys = []
    values = []
  }
}

final class JinjaCycler {
  let items: JinjaList
  var position = 0
  init(_ items: JinjaList) { self.items = items }
}

final class JinjaJoiner {
  let separator: JinjaValue
  var isUsed = false
  init(_ separator: JinjaValue) { self.separator = separator }
}

/// What can be called.
final class JinjaFunction {
  enum Kind {
    case global(String)
    /// A method of a value.
    case method(JinjaValue, String)
    case macro(JinjaMacro)
  }
  let kind: Kind
  let depth: Int

  init(_ kind: Kind) {
    self.kind = kind
    if case .method(let receiver, _) = kind { depth = receiver.depth + 1 } else { depth = 0 }
  }
}

/// A macro with the variables around its definition.
final class JinjaMacro {
  let syntax: JinjaMacroSyntax
  /// Taken away when the rendering ends: the variables may hold the macro.
  var scope: JinjaScope?

  init(_ syntax: JinjaMacroSyntax, _ scope: JinjaScope) {
    self.syntax = syntax
    self.scope = scope
  }
}

/// The variables of a block, and around it those of the blocks that it lies in.
final class JinjaScope {
  let parent: JinjaScope?
  private var ids: [Int] = []
  private var values: [JinjaValue] = []

  init(_ parent: JinjaScope?) { self.parent = parent }

  func value(_ id: Int) -> JinjaValue? {
    var scope: JinjaScope? = self
    while let current = scope {
      for i in current.ids.indices where current.ids[i] == id { return current.values[i] }
      scope = current.parent
    }
    return nil
  }

  func set(_ id: Int, _ value: JinjaValue) {
    for i in ids.indices where ids[i] == id {
      values[i] = value
      return
    }
    ids.append(id)
    values.append(value)
  }
}

/// The elements that a `for` goes through, and what `loop` tells of them.
final class JinjaLoopState {
  let source: JinjaIterator
  private var known: Int?
  private(set) var index0 = -1
  private var after: [JinjaValue?] = []
  private var pending: [JinjaValue] = []
  private(set) var current: JinjaValue?
  private(set) var before: JinjaValue?
  var lastChanged: [JinjaValue]?
  let depth0: Int
  /// The loop to run again for `loop(...)`, with the variables around it.
  var recursion: (loop: JinjaLoop, scope: JinjaScope)?

  init(_ source: JinjaIterator, count: Int?, depth0: Int) {
    self.source = source
    known = count
    self.depth0 = depth0
  }

  private func pull() throws(TemplateError) -> JinjaValue? {
    if pending.isEmpty { return try source.next() }
    return pending.removeFirst()
  }

  func next() throws(TemplateError) -> JinjaValue? {
    let value: JinjaValue?
    if let ahead = after.first {
      value = ahead
      after = []
    } else {
      value = try pull()
    }
    guard let value else {
      after = [nil]
      return nil
    }
    index0 += 1
    before = current
    current = value
    return value
  }

  /// The next element, without going on to it.
  func peek() throws(TemplateError) -> JinjaValue? {
    if let ahead = after.first { return ahead }
    let value = try pull()
    after = [value]
    return value
  }

  /// Takes all of a source that cannot tell its length.
  func count() throws(TemplateError) -> Int {
    if let known { return known }
    var rest: [JinjaValue] = []
    while let value = try pull() { rest.append(value) }
    pending = rest
    var count = rest.count + index0 + 1
    if case .some(.some) = after.first { count += 1 }
    known = count
    return count
  }
}
