/// Takes rows apart into the values of columns, with the levels that say where they were.
///
/// It is the reverse of `RecordReading`, over the same tree.
final class RowShredder {
  private typealias Kind = RecordPlan.Node.Kind

  /// A field of the rows; its levels are those of `RecordPlan.Node`.
  private final class Node {
    let node: RecordPlan.Node
    let columns: [ColumnWriter]
    let children: [Node]
    let names: ParquetFields
    /// The last names that were found to be the same.
    var accepted: ParquetFields

    init(_ tree: FieldTree, _ columns: [ColumnWriter]) {
      node = tree.node
      self.columns = Array(columns[tree.node.leaves])
      children = tree.children.map { Node($0, columns) }
      names = ParquetFields(tree.names)
      accepted = names
    }
  }

  private let root: Node

  init(_ tree: FieldTree, _ columns: [ColumnWriter]) { root = Node(tree, columns) }

  /// The names of a row's values.
  var fields: ParquetFields { root.names }

  /// Hands a row's values to the columns. After an error they do not fit together any more.
  /// - Throws: `LocatedFlaw`.
  func write(_ row: ParquetRow) throws(LocatedFlaw) { try write(row, root, 0) }

  private func write(_ value: ParquetValue, _ at: Node, _ repetition: UInt8) throws(LocatedFlaw) {
    let node = at.node
    if node.kind == .leaf {
      do { return try at.columns[0].append(value, repetition) } catch {
        throw LocatedFlaw(at.columns[0].column.leaf.path, error)
      }
    }
    switch (node.kind, value) {
    case (_, .null) where node.isOptional: writeNothing(at, repetition, node.presentLevel - 1)
    case (.structure, .structure(let structure)): try write(structure, at, repetition)
    case (.list, .list(let elements)):
      if elements.isEmpty { return writeNothing(at, repetition, node.presentLevel) }
      var level = repetition
      for element in elements {
        try write(element, at.children[0], level)
        level = node.repetition
      }
    case (.map, .map(let entries)):
      if entries.isEmpty { return writeNothing(at, repetition, node.presentLevel) }
      var level = repetition
      for entry in entries {
        try write(entry.key, at.children[0], level)
        try write(entry.value, at.children[1], level)
        level = node.repetition
      }
    default:
      let kind = node.kind == .list ? "lists" : node.kind == .map ? "maps" : "structures"
      throw LocatedFlaw(
        at.columns.first?.column.leaf.path ?? "",
        Flaw(.wrongValue, "the field around the column is for \(kind), and the value is \(value.called)"))
    }
  }

  private func write(_ structure: ParquetStruct, _ at: Node, _ repetition: UInt8) throws(LocatedFlaw) {
    if structure.fields !== at.accepted {
      guard structure.fields == at.names else {
        throw misfit(
          at, "the fields \(structure.fields.names) are not those of the schema, \(at.names.names)")
      }
      at.accepted = structure.fields
    }
    guard structure.values.count == at.children.count else {
      throw misfit(at, "there are \(structure.values.count) values for \(at.children.count) fields")
    }
    for (child, value) in zip(at.children, structure.values) { try write(value, child, repetition) }
  }

  /// A field that is null or has no elements: every column under it says so.
  private func writeNothing(_ at: Node, _ repetition: UInt8, _ definition: UInt8) {
    for column in at.columns { column.appendNull(repetition, definition: definition) }
  }

  private func misfit(_ at: Node, _ what: String) -> LocatedFlaw {
    LocatedFlaw(at.columns.first?.column.leaf.path, Flaw(.wrongValue, what))
  }
}

/// A flaw, and the path of the column that it is in.
struct LocatedFlaw: Error {
  var column: String?
  var flaw: Flaw

  init(_ column: String?, _ flaw: Flaw) {
    self.column = column
    self.flaw = flaw
  }
}
