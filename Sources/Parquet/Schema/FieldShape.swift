/// What a field's values look like, its repetition apart.
enum FieldShape {
  case leaf
  case structure([ParquetField])
  /// A list of what the field describes, whose repetition counts unless it is repeated.
  case list(ParquetField)
  /// The entries are groups of a key and a value.
  case map(ParquetField)
}

extension ParquetField {
  /// Old files write lists with one group less than new ones. What the repeated field then is, its element or a group
  /// around it, follows from the rules of the format.
  var shape: FieldShape {
    guard isGroup else { return .leaf }
    guard children.count == 1, let inner = children.first, inner.repetition == .repeated else {
      return .structure(children)
    }
    switch logicalType {
    case .list:
      guard inner.isGroup, inner.children.count == 1, let element = inner.children.first else {
        return .list(inner)
      }
      let isElement =
        element.repetition == .repeated || inner.logicalType == .list || inner.logicalType == .map
        || inner.name == "array" || inner.name == name + "_tuple"
      return .list(isElement ? inner : element)
    // Keys without values are a list of them.
    case .map where inner.children.count == 1 && inner.children[0].repetition != .repeated:
      return .list(inner.children[0])
    case .map where inner.children.count == 2: return .map(inner)
    default: return .structure(children)
    }
  }
}
