/// The methods that values have, by their kinds. A method comes before a member of the same name: `schema.items` is the
/// method of a dictionary, `schema['items']` its member.
enum JinjaMethods {
  static let text: Set<String> = [
    "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format",
    "format_map",
    "index", "isalnum", "isalpha", "isascii", "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric",
    "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "maketrans",
    "partition",
    "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip",
    "split",
    "splitlines", "startswith", "strip", "swapcase", "title", "translate", "upper", "zfill",
  ]
  static let dictionary: Set<String> = ["copy", "fromkeys", "get", "items", "keys", "values"]
  static let list: Set<String> = ["copy", "count", "index"]
  static let tuple: Set<String> = ["count", "index"]
  static let loop: Set<String> = ["cycle", "changed"]
  /// Methods that would change the value: the sandbox keeps them back.
  static let changing: [String: Set<String>] = [
    "dict": ["clear", "pop", "popitem", "setdefault", "update"],
    "list": ["append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort"],
  ]

  static func has(_ value: JinjaValue, _ name: String) -> Bool {
    switch value {
    case .string: text.contains(name)
    case .dictionary: dictionary.contains(name)
    case .list: list.contains(name)
    case .tuple: tuple.contains(name)
    case .loop: loop.contains(name)
    case .cycler: name == "next" || name == "reset"
    case .function(let function):
      if case .global("dict") = function.kind { name == "fromkeys" } else { false }
    default: false
    }
  }
}

extension JinjaRenderer {
  /// `value.name`: a method or attribute, else the member of that name.
  func attribute(of value: JinjaValue, _ name: JinjaName) throws(TemplateError) -> JinjaValue {
    try require(value)
    try work(name.text.bytes.count)
    if let own = try ownAttribute(of: value, name) { return own }
    if case .dictionary(let dictionary) = value, let member = dictionary.value(name.text) { return member }
    return missing(value, "attribute '\(name.text.excerpt)'")
  }

  /// `value[key]`: the element or member, else the attribute of that name.
  func item(of value: JinjaValue, _ key: JinjaValue) throws(TemplateError) -> JinjaValue {
    try require(value)
    if case .string(let text) = key { try work(text.bytes.count) }
    switch value {
    case .dictionary(let dictionary):
      if let key = JinjaKey(key), let member = dictionary.value(key) { return member }
    case .list(let list), .tuple(let list):
      if let i = index(key, count: list.items.count) { return list.items[i] }
    case .string(let text):
      switch key {
      case .integer, .bool:
        try work(text.bytes.count)
        if let i = index(key, count: text.count) { return .string(text.slice(i..<i + 1)) }
      default: break
      }
    case .range(let range):
      if let i = index(key, count: range.count) { return range.element(i) }
    default: break
    }
    if case .string(let text) = key, let own = try ownAttribute(of: value, JinjaName(text.string)) {
      return own
    }
    if case .string(let text) = key { return missing(value, "member '\(text.excerpt)'") }
    return missing(value, "such element")
  }

  private func missing(_ value: JinjaValue, _ what: String) -> JinjaValue {
    .undefined(JinjaUndefined("'\(value.kindName)' has no \(what)"))
  }

  private func index(_ key: JinjaValue, count: Int) -> Int? {
    let i: Int
    switch key {
    case .integer(let value): i = value
    case .bool(let value): i = value ? 1 : 0
    default: return nil
    }
    if i >= 0 { return i < count ? i : nil }
    return i >= -count ? count + i : nil
  }

  private func ownAttribute(of value: JinjaValue, _ name: JinjaName) throws(TemplateError) -> JinjaValue? {
    if JinjaMethods.has(value, name.string) { return .function(JinjaFunction(.method(value, name.string))) }
    if case .namespace(let namespace) = value { return namespace[name.text] }
    let isKeptBack = JinjaMethods.changing[value.kindName]?.contains(name.string) == true
    if isKeptBack || name.string.hasPrefix("__") && name.string.hasSuffix("__") && name.string.utf8.count > 4
    {
      return .undefined(
        JinjaUndefined(
          "the attribute '\(name.text.excerpt)' of '\(value.kindName)' is kept from templates",
          isForbidden: true))
    }
    switch value {
    case .loop(let state): return try attribute(of: state, name.string)
    case .cycler(let cycler) where name.string == "current": return cycler.items.items[cycler.position]
    case .tuple(let list) where list.isGroup && list.items.count == 2:
      return name.string == "grouper" ? list.items[0] : name.string == "list" ? list.items[1] : nil
    case .range(let range):
      switch name.string {
      case "start": return .integer(range.start)
      case "stop": return .integer(range.stop)
      case "step": return .integer(range.step)
      default: return nil
      }
    case .function(let function):
      guard case .macro(let macro) = function.kind else { return nil }
      switch name.string {
      case "name": return macro.syntax.name == nil ? JinjaValue.none : .text(macro.syntax.nameText)
      case "arguments": return .tuple(try list(macro.syntax.parameters.map { .string($0.name) }))
      case "catch_kwargs": return .bool(macro.syntax.takesKeywords)
      case "catch_varargs": return .bool(macro.syntax.takesFurther)
      case "caller": return .bool(macro.syntax.takesCaller)
      default: return nil
      }
    case .float where name.string == "real": return value
    case .integer, .bool:
      switch name.string {
      case "real", "numerator": return JinjaNumber(value)?.value
      case "imag": return .integer(0)
      case "denominator": return .integer(1)
      default: return nil
      }
    default: return nil
    }
  }

  private func attribute(of loop: JinjaLoopState, _ name: String) throws(TemplateError) -> JinjaValue? {
    switch name {
    case "index": return .integer(loop.index0 + 1)
    case "index0": return .integer(loop.index0)
    case "first": return .bool(loop.index0 == 0)
    case "last": return .bool(try loop.peek() == nil)
    case "length": return .integer(try loop.count())
    case "revindex": return .integer(try loop.count() - loop.index0)
    case "revindex0": return .integer(try loop.count() - loop.index0 - 1)
    case "depth": return .integer(loop.depth0 + 1)
    case "depth0": return .integer(loop.depth0)
    case "previtem":
      if loop.index0 == 0 { return .undefined(JinjaUndefined("there is no previous item")) }
      return loop.before
    case "nextitem": return try loop.peek() ?? .undefined(JinjaUndefined("there is no next item"))
    default: return nil
    }
  }

  // MARK: Slices

  func slice(of value: JinjaValue, _ bounds: [JinjaValue]) throws(TemplateError) -> JinjaValue {
    try require(value)
    switch value {
    case .string(let text):
      try work(text.bytes.count, times: 4)
      try charge(text.bytes.count)
      var part: JinjaText
      if text.isASCII {
        part = JinjaText(try indices(bounds, text.bytes.count).map { text.bytes[$0] })
      } else {
        let scalars = text.scalars
        part = JinjaText(try indices(bounds, scalars.count).map { scalars[$0] })
      }
      part.isMarkup = text.isMarkup
      return .string(part)
    case .list(let items):
      return .list(try list(try indices(bounds, items.items.count).map { items.items[$0] }))
    case .tuple(let items):
      return .tuple(try list(try indices(bounds, items.items.count).map { items.items[$0] }))
    default: throw fail(.type, "'\(value.kindName)' cannot be sliced")
    }
  }

  /// The places that a slice takes of `count` elements.
  private func indices(_ bounds: [JinjaValue], _ count: Int) throws(TemplateError) -> [Int] {
    func bound(_ i: Int) throws(TemplateError) -> Int? {
      guard i < bounds.count else { return nil }
      switch bounds[i] {
      case .none: return nil
      case .integer(let value): return value
      case .bool(let value): return value ? 1 : 0
      default: throw fail(.type, "bounds of slices must be integers, not '\(bounds[i].kindName)'")
      }
    }
    let step = try bound(2) ?? 1
    if step == 0 { throw fail(.value, "the step of a slice is 0") }
    let low = step < 0 ? -1 : 0
    let high = step < 0 ? count - 1 : count
    func clamped(_ value: Int?, _ standard: Int) -> Int {
      guard let value else { return standard }
      if value < 0 { return value < -count ? low : max(value + count, low) }
      return min(value, high)
    }
    let start = clamped(try bound(0), step < 0 ? count - 1 : 0)
    let stop = clamped(try bound(1), step < 0 ? -1 : count)
    if step > 0 ? start >= stop : start <= stop { return [] }
    return Array(stride(from: start, to: stop, by: step))
  }
}
