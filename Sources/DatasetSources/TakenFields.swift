/// The places of a row that have been read.
struct TakenFields {
  typealias Step = RowPath.Step

  private final class Node {
    var whole = false
    var inside: [Step: Node] = [:]
    func copy() -> Node {
      let copy = Node()
      copy.whole = whole
      copy.inside = inside.mapValues { $0.copy() }
      return copy
    }
  }

  /// Columns of which nothing is left.
  private var whole: [Bool]
  /// What was taken inside the others.
  private var roots: [Int: Node] = [:]

  init(columns: Int) { whole = Array(repeating: false, count: columns) }

  mutating func insert(_ path: RowPath) {
    guard let column = path.column else {
      for column in whole.indices { whole[column] = true }
      return
    }
    if path.steps.isEmpty {
      whole[column] = true
      return
    }
    if whole[column] { return }
    var node = roots[column] ?? Node()
    // A copy of this value does not see what is taken later.
    roots[column] = nil
    if !isKnownUniquelyReferenced(&node) { node = node.copy() }
    roots[column] = node
    for step in path.steps {
      if let next = node.inside[step] {
        node = next
      } else {
        let next = Node()
        node.inside[step] = next
        node = next
      }
    }
    node.whole = true
  }

  /// What is left of a column's value when everything taken is away; nil when nothing is.
  func left(of value: RowValue, at column: Int) -> RowValue? {
    if whole[column] { return nil }
    guard let node = roots[column] else { return value }
    return TakenFields.left(value, node)
  }

  private static func left(_ value: RowValue, _ node: Node) -> RowValue? {
    if node.whole { return nil }
    if node.inside.isEmpty { return value }
    // Elements keep their places: what is empty of them stays as an empty one.
    func list(_ elements: [RowValue], _ step: (Int) -> Step) -> RowValue? {
      let left = elements.enumerated().map { element in
        node.inside[step(element.offset)].map { self.left(element.element, $0) } ?? element.element
      }
      let isEmpty = left.allSatisfy { $0 == nil || $0 == .object(RowObject()) || $0 == .null }
      return isEmpty ? nil : .array(left.map { $0 ?? .null })
    }
    switch value {
    case .array(let elements): return list(elements) { .index($0) }
    case .object(let object):
      if node.inside[.entry(0)] != nil { return list(RowLists.entries(object)) { .entry($0) } }
      if node.inside[.index(0)] != nil, let elements = RowLists.turned(object) {
        return list(elements) { .index($0) }
      }
      var members: [RowObject.Member] = []
      for member in object.members {
        guard let inside = node.inside[.name(member.key)] else {
          if !member.value.isNull { members.append(member) }
          continue
        }
        if let value = left(member.value, inside) { members.append(.init(key: member.key, value: value)) }
      }
      return members.isEmpty ? nil : .object(RowObject(members))
    default: return value
    }
  }
}
