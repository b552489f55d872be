extension ParquetSchema {
  /// The tree out of its depth-first lines, the first of which is the root.
  init(_ elements: [SchemaElement], limits: ParquetLimits) throws(Flaw) {
    var position = 1
    guard let root = elements.first else { throw Flaw(.badSchema, "the schema is empty") }
    fields = try ParquetSchema.children(
      of: root, elements, &position, depth: 1, limits: limits)
    guard position == elements.count else {
      throw Flaw(.badSchema, "the schema has \(elements.count - position) fields outside its root")
    }
  }

  private static func children(
    of parent: SchemaElement, _ elements: [SchemaElement], _ position: inout Int, depth: Int,
    limits: ParquetLimits
  ) throws(Flaw) -> [ParquetField] {
    guard depth <= limits.schemaDepth else {
      throw Flaw(.limitExceeded, "the schema is nested deeper than \(limits.schemaDepth)")
    }
    guard parent.children >= 0, Int(parent.children) <= elements.count - position else {
      throw Flaw(.badSchema, "the group '\(parent.name)' claims \(parent.children) fields")
    }
    var fields: [ParquetField] = []
    fields.reserveCapacity(Int(parent.children))
    for _ in 0..<parent.children {
      guard position < elements.count else {
        throw Flaw(.badSchema, "the group '\(parent.name)' claims more fields than there are")
      }
      let element = elements[position]
      position += 1
      guard let repetition = ParquetRepetition(rawValue: element.repetition) else {
        throw Flaw(.badSchema, "the field '\(element.name)' has the unknown repetition \(element.repetition)")
      }
      if element.children > 0 || element.type == nil {
        guard element.children > 0 else {
          throw Flaw(.badSchema, "the field '\(element.name)' has neither a type nor fields")
        }
        let inner = try children(of: element, elements, &position, depth: depth + 1, limits: limits)
        fields.append(
          ParquetField(
            element.name, group: inner, logicalType: try element.annotation(), repetition: repetition,
            id: element.id))
      } else {
        fields.append(
          ParquetField(
            element.name, try element.physicalType(), logicalType: try element.annotation(),
            repetition: repetition, id: element.id))
      }
    }
    return fields
  }
}

extension SchemaElement {
  fileprivate func physicalType() throws(Flaw) -> ParquetPhysicalType {
    switch type {
    case 0: return .boolean
    case 1: return .int32
    case 2: return .int64
    case 3: return .int96
    case 4: return .float
    case 5: return .double
    case 6: return .byteArray
    case 7:
      guard typeLength > 0 else {
        throw Flaw(.badSchema, "the values of '\(name)' are \(typeLength) bytes long")
      }
      return .fixedLengthByteArray(Int(typeLength))
    default: throw Flaw(.badSchema, "the field '\(name)' has the unknown type \(type ?? -1)")
    }
  }

  /// The logical type, or what the converted type says; nil for one that is not known.
  fileprivate func annotation() throws(Flaw) -> ParquetLogicalType? {
    if let logicalType { return logicalType }
    return switch convertedType {
    case 0: .string
    case 1, 2: .map
    case 3: .list
    case 4: .enumeration
    case 5: .decimal(precision: Int(precision), scale: Int(scale))
    case 6: .date
    case 7: .time(.milliseconds, isUTC: true)
    case 8: .time(.microseconds, isUTC: true)
    case 9: .timestamp(.milliseconds, isUTC: true)
    case 10: .timestamp(.microseconds, isUTC: true)
    case 11: .integer(bits: 8, isSigned: false)
    case 12: .integer(bits: 16, isSigned: false)
    case 13: .integer(bits: 32, isSigned: false)
    case 14: .integer(bits: 64, isSigned: false)
    case 15: .integer(bits: 8, isSigned: true)
    case 16: .integer(bits: 16, isSigned: true)
    case 17: .integer(bits: 32, isSigned: true)
    case 18: .integer(bits: 64, isSigned: true)
    case 19: .json
    case 20: .bson
    case 21: .interval
    default: nil
    }
  }
}
