/// One field of the rows, and how its values are put together out of columns.
///
/// Levels say what is there: a definition level below `presentLevel` means that the field is null; a repetition level
/// of `repetition` that a list goes on.
final class RecordNode {
  enum Kind { case leaf, structure, list, map }

  let kind: Kind
  /// Columns under it, among those that are read.
  let leaves: Range<Int>
  let isOptional: Bool
  let presentLevel: UInt8
  /// Of lists and maps: the definition level from which on there is an element.
  let elementLevel: UInt8
  let repetition: UInt8
  /// Fields of a structure; the element of a list; key and value of a map.
  let children: [RecordNode]
  let fields: ParquetFields

  /// A column.
  init(leaf: Int) {
    kind = .leaf
    leaves = leaf..<leaf + 1
    isOptional = false
    (presentLevel, elementLevel, repetition) = (0, 0, 0)
    children = []
    fields = RecordNode.noFields
  }

  private static let noFields = ParquetFields([])

  init(structure children: [RecordNode], _ names: [String], isOptional: Bool, presentLevel: UInt8) {
    kind = .structure
    leaves = RecordNode.range(children)
    self.isOptional = isOptional
    self.presentLevel = presentLevel
    (elementLevel, repetition) = (0, 0)
    self.children = children
    fields = ParquetFields(names)
  }

  /// - Parameter children: one for a list, two for a map.
  init(
    _ kind: Kind, _ children: [RecordNode], isOptional: Bool, presentLevel: UInt8, elementLevel: UInt8,
    repetition: UInt8
  ) {
    self.kind = kind
    leaves = RecordNode.range(children)
    self.isOptional = isOptional
    self.presentLevel = presentLevel
    self.elementLevel = elementLevel
    self.repetition = repetition
    self.children = children
    fields = RecordNode.noFields
  }

  private static func range(_ children: [RecordNode]) -> Range<Int> {
    (children.first?.leaves.lowerBound ?? 0)..<(children.last?.leaves.upperBound ?? 0)
  }

  /// The next value.
  /// - Parameter level: the repetition level that its columns are at.
  func read(_ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8) throws -> ParquetValue {
    if kind == .leaf { return try cursors[leaves.lowerBound].next(level) }
    if isOptional {
      let definition = try cursors[leaves.lowerBound].peekDefinition()
      if definition < presentLevel {
        try skip(cursors, level, definition)
        return .null
      }
    }
    switch kind {
    case .structure: return .structure(ParquetStruct(fields, try readFields(cursors, level)))
    case .list: return .list(try readElements(cursors, level))
    case .map: return .map(try readEntries(cursors, level))
    case .leaf: return .null
    }
  }

  func readFields(_ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8) throws -> [ParquetValue] {
    try [ParquetValue](unsafeUninitializedCapacity: children.count) { values, count in
      for child in children {
        values.initializeElement(at: count, to: try child.read(cursors, level))
        count += 1
      }
    }
  }

  private func readElements(
    _ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8
  ) throws -> [ParquetValue] {
    guard try begins(cursors, level) else { return [] }
    let (first, element) = (leaves.lowerBound, children[0])
    var elements = [try element.read(cursors, level)]
    if element.kind == .leaf {
      while try cursors[first].peekRepetition() == repetition {
        try cursors[first].countElement()
        elements.append(try cursors[first].next(repetition))
      }
    } else {
      while try cursors[first].peekRepetition() == repetition {
        try cursors[first].countElement()
        elements.append(try element.read(cursors, repetition))
      }
    }
    return elements
  }

  private func readEntries(
    _ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8
  ) throws -> [ParquetMapEntry] {
    guard try begins(cursors, level) else { return [] }
    var entries = [try readEntry(cursors, level)]
    while try cursors[leaves.lowerBound].peekRepetition() == repetition {
      try cursors[leaves.lowerBound].countElement()
      entries.append(try readEntry(cursors, repetition))
    }
    return entries
  }

  private func readEntry(
    _ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8
  ) throws -> ParquetMapEntry {
    let key = try children[0].read(cursors, level)
    return ParquetMapEntry(key: key, value: try children[1].read(cursors, level))
  }

  /// False for a list without elements, which is passed over.
  private func begins(_ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8) throws -> Bool {
    let definition = try cursors[leaves.lowerBound].peekDefinition()
    if definition >= elementLevel { return true }
    try skip(cursors, level, definition)
    return false
  }

  private func skip(
    _ cursors: UnsafeMutablePointer<LeafCursor>, _ level: UInt8, _ definition: UInt8
  ) throws {
    for leaf in leaves { try cursors[leaf].skip(level, definition: definition) }
  }
}
