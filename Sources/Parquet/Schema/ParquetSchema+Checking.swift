extension ParquetSchema {
  /// What readers rely on, in a schema that did not come out of a file.
  func check() throws(Flaw) { try ParquetSchema.check(fields, in: "the schema", depth: 1) }

  private static func check(_ fields: [ParquetField], in group: String, depth: Int) throws(Flaw) {
    let depths = ParquetLimits().schemaDepth
    guard depth <= depths else {
      throw Flaw(.limitExceeded, "the schema is nested deeper than \(depths)")
    }
    var names: Set<String> = []
    for field in fields {
      guard names.insert(field.name).inserted else {
        throw Flaw(.badSchema, "\(group) has two fields '\(field.name)'")
      }
      if case .fixedLengthByteArray(let width)? = field.physicalType, !(1...Int(Int32.max)).contains(width) {
        throw Flaw(.badSchema, "the values of '\(field.name)' are \(width) bytes long")
      }
      guard field.isGroup else {
        if field.children.isEmpty { continue }
        throw Flaw(.badSchema, "the field '\(field.name)' has both a type and fields")
      }
      guard !field.children.isEmpty else {
        throw Flaw(.badSchema, "the field '\(field.name)' has neither a type nor fields")
      }
      try check(field.children, in: "'\(field.name)'", depth: depth + 1)
    }
  }
}
