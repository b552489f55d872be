/// The variables of a block, and around it those of the blocks that it lies in.
final class JinjaScope {
  let parent: JinjaScope?
  private var ids: [Int] = []
  private var values: [JinjaValue] = []
  /// The places of the variables, once there are many.
  private var places: [Int: Int]?

  init(_ parent: JinjaScope?) { self.parent = parent }

  func value(_ id: Int) -> JinjaValue? {
    var scope: JinjaScope? = self
    while let current = scope {
      if let i = current.place(of: id) { return current.values[i] }
      scope = current.parent
    }
    return nil
  }

  func set(_ id: Int, _ value: JinjaValue) {
    if let i = place(of: id) {
      values[i] = value
      return
    }
    places?[id] = ids.count
    ids.append(id)
    values.append(value)
    if places == nil, ids.count == 16 {
      places = Dictionary(uniqueKeysWithValues: ids.enumerated().map { ($1, $0) })
    }
  }

  private func place(of id: Int) -> Int? {
    if let places { return places[id] }
    for i in ids.indices where ids[i] == id { return i }
    return nil
  }
}

/// The one value that templates may change.
final class JinjaNamespace {
  private var members = JinjaDictionary.Builder()

  var keys: [JinjaValue] { members.keys }
  var values: [JinjaValue] { members.values }

  subscript(name: JinjaText) -> JinjaValue? { members.value(.string(name)) }

  func set(_ name: JinjaText, _ value: JinjaValue) { members.set(name, value) }

  func removeAll() { members = JinjaDictionary.Builder() }
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
