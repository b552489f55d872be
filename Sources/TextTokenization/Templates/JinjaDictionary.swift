/// A key of a dictionary: what Python takes for the same key is the same here, such as 1, 1.0 and true.
enum JinjaKey: Hashable {
  case undefined
  case none
  case integer(Int)
  /// By its bits; never a whole number that 64 bits hold.
  case float(UInt64)
  case bigInteger(JinjaText)
  case string(JinjaText)

  /// nil for all other values.
  init?(_ value: JinjaValue) {
    switch value {
    case .undefined: self = .undefined
    case .none: self = .none
    case .bool(let flag): self = .integer(flag ? 1 : 0)
    case .integer(let number): self = .integer(number)
    case .float(let number):
      if let whole = Int(exactly: number) { self = .integer(whole) } else { self = .float(number.bitPattern) }
    case .bigInteger(let digits): self = .bigInteger(digits)
    case .string(let text): self = .string(text)
    default: return nil
    }
  }
}

/// Members in their order. Never changed: the sandbox allows templates no change.
final class JinjaDictionary {
  let members: Builder
  let depth: Int

  fileprivate init(_ members: Builder) {
    self.members = members
    var deepest = 0
    for value in members.values { deepest = max(deepest, value.depth) }
    depth = deepest + 1
  }

  var keys: [JinjaValue] { members.keys }
  var values: [JinjaValue] { members.values }
  var count: Int { members.keys.count }

  func value(_ key: JinjaKey) -> JinjaValue? { members.value(key) }
  func value(_ name: JinjaText) -> JinjaValue? { members.value(.string(name)) }

  struct Builder {
    private(set) var keys: [JinjaValue] = []
    private(set) var values: [JinjaValue] = []
    /// The places of the members, once there are many.
    private var places: [JinjaKey: Int]?

    /// The last value of a key counts, at the place of its first. `shown` is the key as the template has it.
    mutating func set(_ key: JinjaKey, shown: JinjaValue, _ value: JinjaValue) {
      if let i = place(of: key) {
        values[i] = value
        return
      }
      places?[key] = keys.count
      keys.append(shown)
      values.append(value)
      if places == nil, keys.count == 12 {
        var all: [JinjaKey: Int] = [:]
        for (i, key) in keys.enumerated() { if let key = JinjaKey(key) { all[key] = i } }
        places = all
      }
    }

    mutating func set(_ name: JinjaText, _ value: JinjaValue) {
      set(.string(name), shown: .string(name), value)
    }

    func value(_ key: JinjaKey) -> JinjaValue? { place(of: key).map { values[$0] } }

    private func place(of key: JinjaKey) -> Int? {
      if let places { return places[key] }
      if case .string(let name) = key {
        return keys.firstIndex { if case .string(let text) = $0 { text == name } else { false } }
      }
      return keys.firstIndex { JinjaKey($0) == key }
    }

    var dictionary: JinjaDictionary { JinjaDictionary(self) }
  }
}
