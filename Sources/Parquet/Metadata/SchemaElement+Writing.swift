extension ParquetSchema {
  /// The schema's lines in depth-first order, as field 2 of the footer.
  func write(to writer: inout ThriftWriter) {
    var lines: [ParquetField?] = [nil]
    for field in fields { field.collect(&lines) }
    writer.structures(2, lines) { writer, line in
      guard let line else {
        writer.text(4, "schema")
        writer.int32(5, Int32(clamping: fields.count))
        return
      }
      line.write(to: &writer)
    }
  }
}

extension ParquetField {
  fileprivate func collect(_ lines: inout [ParquetField?]) {
    lines.append(self)
    for child in children { child.collect(&lines) }
  }

  fileprivate func write(to writer: inout ThriftWriter) {
    if let physicalType {
      writer.int32(1, physicalType.number)
      if case .fixedLengthByteArray(let width) = physicalType { writer.int32(2, Int32(clamping: width)) }
    }
    writer.int32(3, repetition.rawValue)
    writer.text(4, name)
    if isGroup { writer.int32(5, Int32(clamping: children.count)) }
    if let converted = logicalType?.converted { writer.int32(6, converted) }
    if case .decimal(let precision, let scale)? = logicalType {
      writer.int32(7, Int32(clamping: scale))
      writer.int32(8, Int32(clamping: precision))
    }
    if let id { writer.int32(9, id) }
    guard let logicalType, logicalType != .interval else { return }
    writer.structure(10) { logicalType.write(to: &$0) }
  }
}

extension ParquetLogicalType {
  /// The older annotation that says the same; nil when there is none.
  fileprivate var converted: Int32? {
    switch self {
    case .string: 0
    case .map: 1
    case .list: 3
    case .enumeration: 4
    case .decimal: 5
    case .date: 6
    case .time(.milliseconds, isUTC: true): 7
    case .time(.microseconds, isUTC: true): 8
    case .timestamp(.milliseconds, isUTC: true): 9
    case .timestamp(.microseconds, isUTC: true): 10
    case .integer(8, isSigned: false): 11
    case .integer(16, isSigned: false): 12
    case .integer(32, isSigned: false): 13
    case .integer(64, isSigned: false): 14
    case .integer(8, isSigned: true): 15
    case .integer(16, isSigned: true): 16
    case .integer(32, isSigned: true): 17
    case .integer(64, isSigned: true): 18
    case .json: 19
    case .bson: 20
    case .interval: 21
    case .time, .timestamp, .integer, .uuid, .float16, .unknown: nil
    }
  }

  /// One field, whose number is the type.
  fileprivate func write(to writer: inout ThriftWriter) {
    func empty(_ id: Int16) { writer.structure(id) { _ in } }
    switch self {
    case .string: empty(1)
    case .map: empty(2)
    case .list: empty(3)
    case .enumeration: empty(4)
    case .decimal(let precision, let scale):
      writer.structure(5) {
        $0.int32(1, Int32(clamping: scale))
        $0.int32(2, Int32(clamping: precision))
      }
    case .date: empty(6)
    case .time(let unit, let isUTC): unit.write(to: &writer, 7, isUTC)
    case .timestamp(let unit, let isUTC): unit.write(to: &writer, 8, isUTC)
    case .integer(let bits, let isSigned):
      writer.structure(10) {
        $0.byte(1, Int8(clamping: bits))
        $0.bool(2, isSigned)
      }
    case .unknown: empty(11)
    case .json: empty(12)
    case .bson: empty(13)
    case .uuid: empty(14)
    case .float16: empty(15)
    // There is only the older annotation.
    case .interval: break
    }
  }
}

extension ParquetTimeUnit {
  fileprivate func write(to writer: inout ThriftWriter, _ id: Int16, _ isUTC: Bool) {
    writer.structure(id) {
      $0.bool(1, isUTC)
      $0.structure(2) { $0.structure(Int16(rawValue) + 1) { _ in } }
    }
  }
}
