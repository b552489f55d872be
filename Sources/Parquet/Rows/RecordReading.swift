/// Puts one row together. `level` is always the repetition level that the columns must be at.
struct RecordReading {
  let nodes: UnsafeMutablePointer<RecordPlan.Node>
  let cursors: UnsafeMutablePointer<LeafCursor>

  func fields(_ children: Range<Int>, _ level: UInt8) throws -> [ParquetValue] {
    var values: [ParquetValue] = []
    values.reserveCapacity(children.count)
    for child in children { values.append(try value(nodes + child, level)) }
    return values
  }

  private func value(_ node: UnsafeMutablePointer<RecordPlan.Node>, _ level: UInt8) throws -> ParquetValue {
    let first = node.pointee.leaves.lowerBound
    if node.pointee.kind == .leaf { return try cursors[first].next(level) }
    if node.pointee.isOptional {
      let definition = try cursors[first].peekDefinition()
      if definition < node.pointee.presentLevel {
        try skip(node, level, definition)
        return .null
      }
    }
    switch node.pointee.kind {
    case .structure:
      let values = try fields(node.pointee.children, level)
      guard let names = node.pointee.names else { return .null }
      return .structure(ParquetStruct(names.takeUnretainedValue(), values))
    case .list: return .list(try elements(node, level))
    case .map: return .map(try entries(node, level))
    case .leaf: return .null
    }
  }

  private func elements(
    _ node: UnsafeMutablePointer<RecordPlan.Node>, _ level: UInt8
  ) throws -> [ParquetValue] {
    guard try begins(node, level) else { return [] }
    let (first, repetition) = (node.pointee.leaves.lowerBound, node.pointee.repetition)
    let element = nodes + node.pointee.children.lowerBound
    var elements = [try value(element, level)]
    while try cursors[first].peekRepetition() == repetition {
      try cursors[first].countElement()
      elements.append(try value(element, repetition))
    }
    return elements
  }

  private func entries(
    _ node: UnsafeMutablePointer<RecordPlan.Node>, _ level: UInt8
  ) throws -> [ParquetMapEntry] {
    guard try begins(node, level) else { return [] }
    let (first, repetition) = (node.pointee.leaves.lowerBound, node.pointee.repetition)
    let key = nodes + node.pointee.children.lowerBound
    var entries = [ParquetMapEntry(key: try value(key, level), value: try value(key + 1, level))]
    while try cursors[first].peekRepetition() == repetition {
      try cursors[first].countElement()
      entries.append(
        ParquetMapEntry(key: try value(key, repetition), value: try value(key + 1, repetition)))
    }
    return entries
  }

  /// False for a list without elements, which is passed over.
  private func begins(_ node: UnsafeMutablePointer<RecordPlan.Node>, _ level: UInt8) throws -> Bool {
    let definition = try cursors[node.pointee.leaves.lowerBound].peekDefinition()
    if definition >= node.pointee.elementLevel { return true }
    try skip(node, level, definition)
    return false
  }

  private func skip(
    _ node: UnsafeMutablePointer<RecordPlan.Node>, _ level: UInt8, _ definition: UInt8
  ) throws {
    for leaf in node.pointee.leaves { try cursors[leaf].skip(level, definition: definition) }
  }
}
