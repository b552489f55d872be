/// Builds the tree of what is read, and the list of its columns.
struct RecordBuilder {
  private(set) var leaves: [Leaf] = []
  /// Ordinal of the next column of the file.
  private var column = 0

  /// Levels of definition and repetition on the way down.
  private struct Levels {
    var definition: UInt8 = 0
    var repetition: UInt8 = 0
    /// The level below which something further up is null.
    var floor: UInt8 = 0
  }

  /// The rows' root.
  mutating func root(_ schema: ParquetSchema, _ selection: ColumnSelection) throws(Flaw) -> FieldTree {
    try structure(schema.fields, Levels(), isOptional: false, selection, [])
  }

  private mutating func structure(
    _ fields: [ParquetField], _ levels: Levels, isOptional: Bool, _ selection: ColumnSelection,
    _ path: [String]
  ) throws(Flaw) -> FieldTree {
    let first = leaves.count
    var children: [FieldTree] = []
    var names: [String] = []
    for field in fields {
      guard let part = selection[field.name] else {
        column += field.leaves
        continue
      }
      if let node = try self.node(field, levels, part, path) {
        children.append(node)
        names.append(field.name)
      }
    }
    return FieldTree(
      node: RecordPlan.Node(
        kind: .structure, leaves: first..<leaves.count, isOptional: isOptional,
        presentLevel: levels.definition), children: children, names: names)
  }

  /// A field with its repetition; nil when nothing of it is read.
  private mutating func node(
    _ field: ParquetField, _ levels: Levels, _ selection: ColumnSelection, _ path: [String]
  ) throws(Flaw) -> FieldTree? {
    var inner = levels
    inner.floor = levels.definition
    switch field.repetition {
    case .required: return try bare(field, inner, isOptional: false, selection, path)
    case .optional:
      inner.definition += 1
      return try bare(field, inner, isOptional: true, selection, path)
    case .repeated:
      // A list that is not called one.
      inner = element(levels)
      guard let element = try bare(field, inner, isOptional: false, selection, path) else { return nil }
      return list(.list, [element], isOptional: false, levels)
    }
  }

  private func element(_ levels: Levels) -> Levels {
    Levels(
      definition: levels.definition + 1, repetition: levels.repetition + 1, floor: levels.definition + 1)
  }

  /// A field whose repetition is in `levels` already.
  private mutating func bare(
    _ field: ParquetField, _ levels: Levels, isOptional: Bool, _ selection: ColumnSelection, _ path: [String]
  ) throws(Flaw) -> FieldTree? {
    let path = path + [field.name]
    switch field.shape {
    case .leaf:
      guard let physical = field.physicalType else { return nil }
      leaves.append(
        Leaf(
          index: column, path: path.joined(separator: "."), physical: physical,
          kind: try LeafKind(field, physical), valueLevel: levels.definition, nullLevel: levels.floor,
          highestRepetition: levels.repetition))
      column += 1
      return FieldTree(node: RecordPlan.Node(kind: .leaf, leaves: leaves.count - 1..<leaves.count))
    case .structure(let fields):
      let inner = try structure(fields, levels, isOptional: isOptional, selection, path)
      return inner.children.isEmpty ? nil : inner
    case .list(let elementField):
      let inside = element(levels)
      // The repeated field is the element itself, or the group around it.
      let node =
        elementField.repetition == .repeated
        ? try bare(elementField, inside, isOptional: false, selection, path)
        : try self.node(elementField, inside, selection, path + [field.children[0].name])
      guard let node else { return nil }
      return list(.list, [node], isOptional: isOptional, levels)
    case .map(let entry):
      let inside = element(levels)
      let parts = try structure(
        entry.children, inside, isOptional: false, .all, path + [entry.name])
      return list(.map, parts.children, isOptional: isOptional, levels)
    }
  }

  /// A list or map in a group whose levels are given.
  private func list(
    _ kind: RecordPlan.Node.Kind, _ children: [FieldTree], isOptional: Bool, _ levels: Levels
  ) -> FieldTree {
    let inside = element(levels)
    let first = children.first?.node.leaves.lowerBound ?? leaves.count
    return FieldTree(
      node: RecordPlan.Node(
        kind: kind, leaves: first..<leaves.count, isOptional: isOptional, presentLevel: levels.definition,
        elementLevel: inside.definition, repetition: inside.repetition), children: children)
  }
}
