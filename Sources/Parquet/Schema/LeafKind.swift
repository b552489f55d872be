/// What a column's stored values become.
enum LeafKind: Equatable {
  case bool, int32, int64, uint32, uint64, float, double, date
  case time32(isUTC: Bool)
  case time64(ParquetTimeUnit, isUTC: Bool)
  case timestamp(ParquetTimeUnit, isUTC: Bool)
  case decimal32(scale: Int16)
  case decimal64(scale: Int16)
  // Values that are bytes.
  case string, bytes, float16, int96
  case decimalBytes(scale: Int16)
  /// Whatever is stored.
  case null

  /// - Throws: when the annotation does not fit the storage.
  init(_ field: ParquetField, _ physical: ParquetPhysicalType) throws(Flaw) {
    let misfit = Flaw(
      .badSchema,
      "the type \(physical) of '\(field.name)' cannot be \(field.logicalType.map { "\($0)" } ?? "")")
    switch (field.logicalType, physical) {
    case (.unknown, _): self = .null
    case (.string, .byteArray), (.enumeration, .byteArray), (.json, .byteArray): self = .string
    case (.bson, .byteArray): self = .bytes
    case (.uuid, .fixedLengthByteArray(16)), (.interval, .fixedLengthByteArray(12)): self = .bytes
    case (.float16, .fixedLengthByteArray(2)): self = .float16
    case (.date, .int32): self = .date
    case (.time(.milliseconds, let isUTC), .int32): self = .time32(isUTC: isUTC)
    case (.time(let unit, let isUTC), .int64) where unit != .milliseconds: self = .time64(unit, isUTC: isUTC)
    case (.timestamp(let unit, let isUTC), .int64): self = .timestamp(unit, isUTC: isUTC)
    case (.integer(let bits, let isSigned), .int32) where [8, 16, 32].contains(bits):
      self = isSigned ? .int32 : .uint32
    case (.integer(64, let isSigned), .int64): self = isSigned ? .int64 : .uint64
    case (.decimal(let precision, let scale), _):
      guard (1...1024).contains(precision), (0...precision).contains(scale) else {
        throw Flaw(
          .badSchema, "the decimals of '\(field.name)' have \(precision) digits, \(scale) of them fractional")
      }
      switch physical {
      case .int32: self = .decimal32(scale: Int16(scale))
      case .int64: self = .decimal64(scale: Int16(scale))
      case .byteArray, .fixedLengthByteArray: self = .decimalBytes(scale: Int16(scale))
      default: throw misfit
      }
    case (nil, _):
      self =
        switch physical {
        case .boolean: .bool
        case .int32: .int32
        case .int64: .int64
        case .int96: .int96
        case .float: .float
        case .double: .double
        case .byteArray, .fixedLengthByteArray: .bytes
        }
    default: throw misfit
    }
  }
}
