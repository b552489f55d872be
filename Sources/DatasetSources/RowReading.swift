import JSON

/// A row while it is being read: what has been taken is known, so that nothing is lost, and so is what became of it when
/// someone wants to know.
struct RowReading {
  /// A value inside the row, and the way to it.
  struct Scope {
    var value: RowValue
    var path: [TakenFields.Step] = []
  }

  struct Found {
    /// The path from the row, for messages.
    var field: String
    var value: RowValue
    var path: [TakenFields.Step]
    var scope: Scope { Scope(value: value, path: path) }
  }

  let row: Scope
  private var taken = TakenFields()
  /// Nil when nobody asks.
  private(set) var notes: [RowNote]?

  init(_ row: RowObject, explaining: Bool = false) {
    self.row = Scope(value: .object(row))
    notes = explaining ? [] : nil
  }

  /// The first of these fields that is there and not null; it counts as taken.
  mutating func take(_ fields: Fields, in scope: Scope) -> Found? {
    for field in fields {
      guard let (value, steps) = RowReading.look(field, in: scope.value) else { continue }
      // A named field that is null says nothing, and need not be kept.
      let path = scope.path + steps
      taken.insert(path)
      if !value.isNull { return Found(field: TakenFields.text(path), value: value, path: path) }
    }
    return nil
  }

  /// Like `take`, but does not count as taken: what is inside is taken by itself.
  func find(_ fields: Fields, in scope: Scope) -> Found? {
    for field in fields {
      guard let (value, steps) = RowReading.look(field, in: scope.value), !value.isNull else { continue }
      let path = scope.path + steps
      return Found(field: TakenFields.text(path), value: value, path: path)
    }
    return nil
  }

  /// Whether one of these fields is there, be it null.
  func has(_ fields: Fields, in scope: Scope) -> Bool {
    fields.contains { RowReading.look($0, in: scope.value) != nil }
  }

  /// The elements of a list, in order; nil when the row has no such list.
  func elements(_ list: Adapter.ListRule, in scope: Scope) throws(RowError) -> [Scope]? {
    guard let found = find(list.fields, in: scope) else { return nil }
    let elements: [RowValue]
    if list.entries {
      guard case .object(let object) = found.value else {
        throw RowError(field: found.field, what: "is \(found.value.kindName), not an object")
      }
      elements = RowLists.entries(object)
    } else {
      elements = try RowLists.elements(found.value, found.field)
    }
    return elements.enumerated().map {
      Scope(value: $0.element, path: found.path + [list.entries ? .entry($0.offset) : .index($0.offset)])
    }
  }

  /// Says what became of a field.
  mutating func note(_ found: Found, _ became: @autoclosure () -> String) {
    notes?.append(RowNote(field: found.field, value: RowNote.shown(found.value), became: became()))
  }

  /// Says something of the row as a whole.
  mutating func note(_ became: @autoclosure () -> String) {
    notes?.append(RowNote(field: "", value: "", became: became()))
  }

  mutating func noteRaw(_ field: String, _ value: @autoclosure () -> String, _ became: String) {
    notes?.append(RowNote(field: field, value: RowNote.shown(value()), became: became))
  }

  /// Everything that was not taken, as JSON text by column.
  var rest: [String: String] {
    guard case .object(let object) = row.value else { return [:] }
    var rest: [String: String] = [:]
    for member in object.members {
      if let left = taken.left(of: member.value, at: .name(member.key)) {
        rest[member.key] = left.json.text()
      }
    }
    return rest
  }

  /// The value of a field and the way to it.
  static func look(_ field: Field, in value: RowValue) -> (RowValue, [TakenFields.Step])? {
    if field.steps.isEmpty { return (value, []) }
    if let whole = value[field.name] { return (whole, [.name(field.name)]) }
    if field.steps.count == 1 { return nil }
    var value = value
    var path: [TakenFields.Step] = []
    for step in field.steps {
      if let inner = value[step] {
        value = inner
        path.append(.name(step))
      } else if let index = Int(step), let inner = value[index] {
        value = inner
        path.append(.index(index))
      } else {
        return nil
      }
    }
    return (value, path)
  }
}
