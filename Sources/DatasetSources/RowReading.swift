import JSON

/// A row while it is being read: what has been taken is known, so that nothing is lost, and so is what became of it when
/// someone wants to know.
struct RowReading {
  /// A value inside the row, and the way to it.
  struct Scope {
    var value: RowValue
    var path = RowPath()
  }

  struct Found {
    var value: RowValue
    var path: RowPath
    /// The path from the row, for messages.
    var field: String { path.text }
  }

  let row: Scope
  private let members: [RowObject.Member]
  /// Of columns with one name the first.
  private let places: [String: Int]
  private var taken: TakenFields
  /// Nil when nobody asks.
  private(set) var notes: [RowNote]?

  init(_ row: RowObject, explaining: Bool = false) {
    self.row = Scope(value: .object(row))
    members = row.members
    var places: [String: Int] = [:]
    places.reserveCapacity(members.count)
    for (place, member) in members.enumerated() where places[member.key] == nil { places[member.key] = place }
    self.places = places
    taken = TakenFields(columns: members.count)
    notes = explaining ? [] : nil
  }

  /// The first of these fields that is there and not null; it counts as taken.
  mutating func take(_ fields: Fields, in scope: Scope) -> Found? {
    for field in fields {
      guard let found = look(field, in: scope) else { continue }
      // A named field that is null says nothing, and need not be kept.
      taken.insert(found.path)
      if !found.value.isNull { return found }
    }
    return nil
  }

  /// Like `take`, but does not count as taken: what is inside is taken by itself.
  func find(_ fields: Fields, in scope: Scope) -> Found? {
    for field in fields {
      if let found = look(field, in: scope), !found.value.isNull { return found }
    }
    return nil
  }

  private func look(_ field: Field, in scope: Scope) -> Found? {
    if scope.path.column == nil, let head = field.steps.first {
      if let place = places[field.name] {
        return Found(value: members[place].value, path: RowPath(column: place, name: field.name))
      }
      guard field.steps.count > 1, let place = places[head],
        let (value, steps) = RowReading.descend(field.steps.dropFirst(), from: members[place].value)
      else { return nil }
      return Found(value: value, path: RowPath(column: place, name: head, steps: steps))
    }
    guard let (value, steps) = RowReading.look(field, in: scope.value) else { return nil }
    return Found(value: value, path: scope.path.inside(steps))
  }

  /// Whether one of these fields is there, be it null.
  func has(_ fields: Fields, in scope: Scope) -> Bool {
    fields.contains { look($0, in: scope) != nil }
  }

  /// The elements of a list, in order; nil when the row has no such list.
  mutating func elements(_ list: Adapter.ListRule, in scope: Scope) throws(RowError) -> [Scope]? {
    if !list.lists.isEmpty { return try sideBySide(list.lists, in: scope) }
    guard let found = find(list.fields, in: scope) else {
      // Null says that there is none.
      _ = take(list.fields, in: scope)
      return nil
    }
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
      Scope(
        value: $0.element, path: found.path.inside(list.entries ? .entry($0.offset) : .index($0.offset)))
    }
  }

  /// Lists of one length as one list of objects. A list that is missing leaves its name out of each.
  private mutating func sideBySide(
    _ lists: [(name: String, fields: Fields)], in scope: Scope
  ) throws(RowError) -> [Scope]? {
    var path: RowPath?
    var count: Int?
    var objects: [[RowObject.Member]] = []
    for (name, fields) in lists {
      guard let found = take(fields, in: scope) else { continue }
      let values = try RowLists.elements(found.value, found.field)
      guard count ?? values.count == values.count else {
        throw RowError(
          field: found.field, what: "has \(values.count) elements where '\(lists[0].name)' has \(count ?? 0)")
      }
      if count == nil { objects = Array(repeating: [], count: values.count) }
      count = values.count
      path = path ?? found.path
      for i in values.indices { objects[i].append(.init(key: name, value: values[i])) }
    }
    guard let path else { return nil }
    return objects.enumerated().map {
      Scope(value: .object(RowObject($0.element)), path: path.inside(.index($0.offset)))
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
    var rest: [String: String] = [:]
    for (place, member) in members.enumerated() {
      if let left = taken.left(of: member.value, at: place) { rest[member.key] = left.jsonText }
    }
    return rest
  }

  /// The value of a field of an object and the way to it.
  static func look(_ field: Field, in value: RowValue) -> (RowValue, [RowPath.Step])? {
    if field.steps.isEmpty { return (value, []) }
    if let whole = value[field.name] { return (whole, [.name(field.name)]) }
    return field.steps.count == 1 ? nil : descend(field.steps[...], from: value)
  }

  private static func descend(
    _ steps: ArraySlice<String>, from value: RowValue
  ) -> (RowValue, [RowPath.Step])? {
    var value = value
    var path: [RowPath.Step] = []
    for step in steps {
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
