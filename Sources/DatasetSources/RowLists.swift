/// Lists as datasets store them.
enum RowLists {
  /// The elements of a list. A struct of lists, as Hugging Face stores a sequence of structs, is turned into a list of
  /// structs first.
  static func elements(_ value: RowValue, _ field: String) throws(RowError) -> [RowValue] {
    switch value {
    case .array(let elements): return elements
    case .object(let object):
      if let elements = turned(object) { return elements }
      throw RowError(field: field, what: "is an object whose members are not lists of one length")
    default: throw RowError(field: field, what: "is \(value.kindName), not a list")
    }
  }

  /// `{a: [1, 2], b: [3, 4]}` as `[{a: 1, b: 3}, {a: 2, b: 4}]`; members that are null are left out.
  static func turned(_ object: RowObject) -> [RowValue]? {
    var count: Int?
    var lists: [(key: String, list: [RowValue])] = []
    for member in object.members where !member.value.isNull {
      guard case .array(let list) = member.value, count ?? list.count == list.count else { return nil }
      count = list.count
      lists.append((member.key, list))
    }
    guard let count else { return nil }
    return (0..<count).map { i in
      .object(RowObject(lists.map { .init(key: $0.key, value: $0.list[i]) }))
    }
  }

  /// The members of an object as `{key, value}`.
  static func entries(_ object: RowObject) -> [RowValue] {
    object.members.map { member in
      .object(
        RowObject([.init(key: "key", value: .string(member.key)), .init(key: "value", value: member.value)]))
    }
  }
}
