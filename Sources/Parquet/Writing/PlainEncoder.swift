/// Values one behind the other, as the encoding PLAIN has them; booleans take a byte each until their page is closed.
struct PlainEncoder {
  let kind: LeafKind
  let physical: ParquetPhysicalType
  /// Whole numbers must fit in so many bits.
  private let bits: Int
  private(set) var bytes: [UInt8] = []

  init(_ column: WrittenColumn) {
    kind = column.leaf.kind
    physical = column.leaf.physical
    if case .integer(let bits, _)? = column.field.logicalType { self.bits = bits } else { bits = 64 }
  }

  mutating func clear() {
    // A page that was unusually long does not keep its memory.
    bytes.removeAll(keepingCapacity: bytes.capacity <= PlainEncoder.usualBytes)
  }

  /// All values, which are then not kept. Those of an unusually long page are handed on where they lie: there may be one
  /// of hundreds of megabytes among them.
  mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    if bytes.count > PlainEncoder.usualBytes {
      swap(&taken, &bytes)
    } else {
      taken.reserveCapacity(bytes.count)
      taken += bytes
      clear()
    }
    return taken
  }

  private static let usualBytes = 1 << 22

  /// Appends a value that is not null.
  mutating func append(_ value: ParquetValue) throws(Flaw) {
    switch (kind, value) {
    case (.bool, .bool(let value)): bytes.append(value ? 1 : 0)
    case (.int32, .int(let value)):
      guard let number = Int32(exactly: value), fits(value) else { throw outOfRange("\(value)") }
      append(number)
    case (.int64, .int(let value)): append(value)
    case (.uint32, .uint(let value)):
      guard let number = UInt32(exactly: value), bits >= 32 || value >> UInt64(bits) == 0 else {
        throw outOfRange("\(value)")
      }
      append(number)
    case (.uint64, .uint(let value)): append(value)
    case (.float, .float(let value)): append(value.bitPattern)
    case (.double, .double(let value)): append(value.bitPattern)
    case (.float16, .float(let value)): append(Float16(value).bitPattern)
    case (.date, .date(let value)): append(value.days)
    case (.time32(let isUTC), .time(let value))
    where value.unit == .milliseconds && value.isUTC == isUTC:
      guard let count = Int32(exactly: value.count) else { throw outOfRange("\(value.count)") }
      append(count)
    case (.time64(let unit, let isUTC), .time(let value)) where value.unit == unit && value.isUTC == isUTC:
      append(value.count)
    case (.timestamp(let unit, let isUTC), .timestamp(let value))
    where value.unit == unit && value.isUTC == isUTC:
      append(value.count)
    case (.string, .string(let text)): try append(text)
    case (.bytes, .bytes(let value)): try value.withUnsafeBytes { (bytes) throws(Flaw) in try append(bytes) }
    case (_, .decimal(let value)): try append(value)
    default: throw Flaw(.wrongValue, "the column is for \(kind.plural), and the value is \(value.called)")
    }
  }

  private func fits(_ value: Int64) -> Bool {
    bits >= 32 || (-1 << Int64(bits - 1)..<1 << Int64(bits - 1)).contains(value)
  }

  private func outOfRange(_ value: String) -> Flaw {
    Flaw(.wrongValue, "\(value) is out of the range of the column's \(kind.plural)")
  }

  private mutating func append<T: FixedWidthInteger>(_ number: T) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) throws(Flaw) {
    var text = text
    let count = text.utf8.count
    try appendLength(count)
    text.withUTF8 { bytes.append(contentsOf: UnsafeRawBufferPointer($0)) }
  }

  private mutating func append(_ value: UnsafeRawBufferPointer) throws(Flaw) {
    if case .fixedLengthByteArray(let width) = physical {
      guard value.count == width else {
        throw Flaw(.wrongValue, "the column's values have \(width) bytes, and the value \(value.count)")
      }
    } else {
      try appendLength(value.count)
    }
    bytes.append(contentsOf: value)
  }

  private mutating func appendLength(_ count: Int) throws(Flaw) {
    // A page with it must not have more than 2 GiB.
    guard count <= Int(Int32.max) - bytes.count - (1 << 24) else {
      throw Flaw(.limitExceeded, "a page with the value of \(count) bytes would have more than 2 GiB")
    }
    append(UInt32(count))
  }

  private mutating func append(_ value: ParquetDecimal) throws(Flaw) {
    let number = value.bigEndian
    let scale: Int16
    let width: Int
    switch (kind, physical) {
    case (.decimal32(let digits), _): (scale, width) = (digits, 4)
    case (.decimal64(let digits), _): (scale, width) = (digits, 8)
    case (.decimalBytes(let digits), .fixedLengthByteArray(let bytes)): (scale, width) = (digits, bytes)
    case (.decimalBytes(let digits), _): (scale, width) = (digits, number.count)
    default: throw Flaw(.wrongValue, "the column is for \(kind.plural), and the value is a decimal number")
    }
    guard Int(scale) == value.scale, number.count <= width else {
      throw Flaw(
        .wrongValue,
        "\(value) does not fit in the column's decimal numbers of \(width) bytes, \(scale) digits behind the point"
      )
    }
    let isNegative = (number.first ?? 0) >= 0x80
    let whole = [UInt8](repeating: isNegative ? 0xFF : 0, count: width - number.count) + number
    switch kind {
    case .decimal32, .decimal64: bytes.append(contentsOf: whole.reversed())
    default:
      if physical == .byteArray { try appendLength(width) }
      bytes += whole
    }
  }
}

extension LeafKind {
  fileprivate var plural: String {
    switch self {
    case .bool: "booleans"
    case .int32, .int64: "whole numbers"
    case .uint32, .uint64: "unsigned numbers"
    case .float, .float16: "numbers of single precision"
    case .double: "numbers of double precision"
    case .date: "dates"
    case .time32(let isUTC): "times in milliseconds\(isUTC ? ", UTC" : "")"
    case .time64(let unit, let isUTC): "times in \(unit)\(isUTC ? ", UTC" : "")"
    case .timestamp(let unit, let isUTC): "timestamps in \(unit)\(isUTC ? ", UTC" : "")"
    case .decimal32, .decimal64, .decimalBytes: "decimal numbers"
    case .string: "texts"
    case .bytes: "bytes"
    case .int96: "timestamps of old"
    case .null: "nulls"
    }
  }
}

extension ParquetValue {
  /// What it is, for messages.
  var called: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .int: "a whole number"
    case .uint: "an unsigned number"
    case .float: "a number of single precision"
    case .double: "a number of double precision"
    case .string: "a text"
    case .bytes: "bytes"
    case .decimal: "a decimal number"
    case .date: "a date"
    case .time(let value): "a time in \(value.unit)\(value.isUTC ? ", UTC" : "")"
    case .timestamp(let value): "a timestamp in \(value.unit)\(value.isUTC ? ", UTC" : "")"
    case .list: "a list"
    case .map: "a map"
    case .structure: "a structure"
    }
  }
}
