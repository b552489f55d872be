/// A column of the file that is written.
struct WrittenColumn {
  var leaf: Leaf
  var field: ParquetField
  /// Its name below those of its groups.
  var path: [String]
  var compression: ParquetCompression
  var hasDictionary: Bool

  /// All columns in the order of the schema.
  static func all(
    of schema: ParquetSchema, _ leaves: [Leaf], _ options: ParquetWriterOptions
  ) throws(Flaw) -> [WrittenColumn] {
    var places: [ColumnPlace] = []
    for field in schema.fields { field.collect([], [], &places) }
    guard places.count == leaves.count else {
      throw Flaw(.badSchema, "the schema has a group without columns")
    }
    let known = Set(places.flatMap(\.optionPaths))
    if let unknown = options.columns.keys.filter({ !known.contains($0) }).min() {
      throw Flaw(.noSuchColumn, "there is no column '\(unknown)', for which there are options")
    }
    var columns: [WrittenColumn] = []
    for (place, leaf) in zip(places, leaves) {
      if leaf.kind == .int96 {
        throw Flaw(
          .unsupported, "the column '\(leaf.path)' has the type INT96, which is not written any more")
      }
      // The longest path comes last.
      let chosen = place.optionPaths.compactMap { options.columns[$0] }
      let isBinary = leaf.kind == .bytes
      columns.append(
        WrittenColumn(
          leaf: leaf, field: place.field, path: place.path,
          compression: chosen.last { $0.compression != nil }?.compression
            ?? (isBinary ? options.binaryCompression : options.compression),
          hasDictionary: leaf.physical != .boolean
            && (chosen.last { $0.hasDictionary != nil }?.hasDictionary ?? leaf.kind.oftenRepeats)))
    }
    return columns
  }
}

extension LeafKind {
  /// Whether values tend to occur more than once.
  fileprivate var oftenRepeats: Bool {
    switch self {
    case .string, .int32, .int64, .uint32, .uint64, .date: true
    default: false
    }
  }
}

/// Where a column is in the schema.
private struct ColumnPlace {
  var field: ParquetField
  var path: [String]
  /// Paths that mean it in options, the shortest first.
  var optionPaths: [String]
}

extension ParquetField {
  /// - Parameters:
  ///   - path: names of the groups around it.
  ///   - spoken: the same without those that only make up a list or map.
  fileprivate func collect(_ path: [String], _ spoken: [String], _ places: inout [ColumnPlace]) {
    inside(path + [name], spoken + [name], &places)
  }

  private func inside(_ path: [String], _ spoken: [String], _ places: inout [ColumnPlace]) {
    switch shape {
    case .leaf:
      let paths = spoken.indices.map { spoken[...$0].joined(separator: ".") }
      places.append(ColumnPlace(field: self, path: path, optionPaths: paths))
    case .structure(let fields):
      for field in fields { field.collect(path, spoken, &places) }
    case .list(let element):
      // The repeated field is the element itself, or the group around it.
      var path = path + [children[0].name]
      if element.repetition != .repeated { path.append(element.name) }
      element.inside(path, spoken, &places)
    case .map(let entry):
      for field in entry.children { field.collect(path + [entry.name], spoken, &places) }
    }
  }
}
