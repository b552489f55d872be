import JSON

/// A row while it is being read: what has been taken is known, so that nothing is lost.
struct RowFields {
  private let row: RowObject
  private var taken: Set<String> = []

  init(_ row: RowObject) { self.row = row }

  /// The first of these fields that is there and not null, with the name it goes by; it counts as taken.
  mutating func take(_ fields: Adapter.Fields) -> (field: String, value: RowValue)? {
    for field in fields {
      guard let value = RowFields.look(field, in: .object(row)) else { continue }
      // A named field that is null says nothing, and need not be kept.
      taken.insert(field)
      if !value.isNull { return (field, value) }
    }
    return nil
  }

  /// Gives a field back: its value could not be expressed and goes to `extra`.
  mutating func untake(_ field: String) { taken.remove(field) }

  /// Everything that was not taken, as JSON text by column.
  var rest: [String: String] {
    var rest: [String: String] = [:]
    for member in row.members where !taken.contains(member.key) {
      let inside = taken.filter { $0.hasPrefix(member.key + ".") }.map {
        String($0.dropFirst(member.key.count + 1))
      }
      if let left = RowFields.left(member.value, without: inside) { rest[member.key] = left.json.text() }
    }
    return rest
  }

  private static func look(_ path: String, in value: RowValue) -> RowValue? {
    if let whole = value[path] { return whole }
    guard let point = path.firstIndex(of: ".") else { return Int(path).flatMap { value[$0] } }
    let head = String(path[..<point])
    guard let inner = value[head] ?? Int(head).flatMap({ value[$0] }) else { return nil }
    return look(String(path[path.index(after: point)...]), in: inner)
  }

  /// What is left of a value when these paths are taken out; nil when nothing is.
  private static func left(_ value: RowValue, without paths: [String]) -> RowValue? {
    if paths.isEmpty { return value }
    // Elements of a list are not taken out one by one: their places would shift.
    guard case .object(let object) = value else { return value }
    var members: [RowObject.Member] = []
    for member in object.members where !paths.contains(member.key) {
      let inside = paths.filter { $0.hasPrefix(member.key + ".") }.map {
        String($0.dropFirst(member.key.count + 1))
      }
      if let value = left(member.value, without: inside) {
        members.append(.init(key: member.key, value: value))
      }
    }
    return members.isEmpty ? nil : .object(RowObject(members))
  }
}
