import Media

/// A value whose fields go over a connection in one fixed order.
///
/// One function both writes and reads them, so that the two cannot disagree: a line for each field.
package protocol WireValue: Sendable {
  mutating func code(_ coder: inout WireCoder) throws(WireError)
}

/// Bytes that are no message.
package struct WireError: Error, Equatable {
  package var what: String
}

/// Writes the fields that it is shown, or fills them with what it reads: little-endian, no names, no padding.
package struct WireCoder {
  package private(set) var bytes: [UInt8]
  private let isReading: Bool
  private var position = 0
  /// Fields of the value that is coded, those of its own fields not counted; for tests.
  package private(set) var fields = 0
  private var depth = 0

  package init() {
    bytes = []
    isReading = false
  }

  package init(reading bytes: [UInt8]) {
    self.bytes = bytes
    isReading = true
  }

  package static func written(_ value: some WireValue) -> [UInt8] {
    var coder = WireCoder()
    var value = value
    // Only reading can fail.
    try? value.code(&coder)
    return coder.bytes
  }

  /// Fills `value` from bytes that hold it and nothing else.
  package static func read(_ value: inout some WireValue, from bytes: [UInt8]) throws(WireError) {
    var coder = WireCoder(reading: bytes)
    try value.code(&coder)
    guard coder.position == bytes.count else { throw WireError(what: "bytes are left over") }
  }

  // MARK: Fields

  package mutating func field(_ value: inout UInt64) throws(WireError) {
    if depth == 0 { fields += 1 }
    if isReading {
      guard bytes.count - position >= 8 else { throw WireError(what: "cut short") }
      value = 0
      for i in 0..<8 { value |= UInt64(bytes[position + i]) << (8 * UInt64(i)) }
      position += 8
    } else {
      for i in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(i)))) }
    }
  }

  package mutating func field(_ value: inout Int) throws(WireError) {
    var bits = UInt64(bitPattern: Int64(value))
    try field(&bits)
    value = Int(truncatingIfNeeded: Int64(bitPattern: bits))
  }

  package mutating func field(_ value: inout UInt8) throws(WireError) {
    var wide = UInt64(value)
    try field(&wide)
    guard let byte = UInt8(exactly: wide) else { throw WireError(what: "\(wide) is no byte") }
    value = byte
  }

  package mutating func field(_ value: inout Double) throws(WireError) {
    var bits = value.bitPattern
    try field(&bits)
    value = Double(bitPattern: bits)
  }

  package mutating func field(_ value: inout Bool) throws(WireError) {
    var bits: UInt64 = value ? 1 : 0
    try field(&bits)
    value = bits != 0
  }

  package mutating func field(_ value: inout String) throws(WireError) {
    var count = value.utf8.count
    try field(&count)
    if isReading {
      guard count >= 0, count <= bytes.count - position else { throw WireError(what: "cut short") }
      value = String(decoding: bytes[position..<position + count], as: UTF8.self)
      position += count
    } else {
      bytes.append(contentsOf: value.utf8)
    }
  }

  package mutating func field<Value: RawRepresentable>(_ value: inout Value) throws(WireError)
  where Value.RawValue == String {
    var raw = value.rawValue
    try field(&raw)
    guard let known = Value(rawValue: raw) else { throw WireError(what: "'\(raw)' is not known") }
    value = known
  }

  package mutating func field(_ value: inout some WireValue) throws(WireError) {
    if depth == 0 { fields += 1 }
    depth += 1
    defer { depth -= 1 }
    try value.code(&self)
  }

  /// - Parameter empty: what reading begins with.
  package mutating func field<Value>(
    _ value: inout Value?, empty: Value,
    _ code: (inout WireCoder, inout Value) throws(WireError) -> Void
  ) throws(WireError) {
    if depth == 0 { fields += 1 }
    depth += 1
    defer { depth -= 1 }
    var isThere = value != nil
    try field(&isThere)
    guard isThere else { return value = nil }
    var inner = value ?? empty
    try code(&self, &inner)
    value = inner
  }

  package mutating func field(_ value: inout Int?) throws(WireError) {
    try field(&value, empty: 0) { (coder, value) throws(WireError) in try coder.field(&value) }
  }

  package mutating func field(_ value: inout Double?) throws(WireError) {
    try field(&value, empty: 0) { (coder, value) throws(WireError) in try coder.field(&value) }
  }

  package mutating func field(_ value: inout String?) throws(WireError) {
    try field(&value, empty: "") { (coder, value) throws(WireError) in try coder.field(&value) }
  }

  package mutating func field<Value: WireValue>(_ value: inout Value?, empty: Value) throws(WireError) {
    try field(&value, empty: empty) { (coder, value) throws(WireError) in try coder.field(&value) }
  }

  /// A list of at most `limit` values.
  package mutating func field<Value: WireValue>(
    _ values: inout [Value], empty: Value, limit: Int
  ) throws(WireError) {
    if depth == 0 { fields += 1 }
    depth += 1
    defer { depth -= 1 }
    var count = values.count
    try field(&count)
    guard count >= 0, count <= limit else { throw WireError(what: "\(count) values in a list") }
    if isReading { values = [] }
    for i in 0..<count {
      var value = isReading ? empty : values[i]
      try field(&value)
      if isReading { values.append(value) }
    }
  }
}
