/// A worker's first message, when it has given up what it does not need and waits for work.
package struct WorkerGreeting: WireValue, Equatable {
  /// Raised when a message changes.
  package static let currentProtocol = 2

  package var protocolVersion = WorkerGreeting.currentProtocol
  package init() {}

  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&protocolVersion)
  }
}

/// A message on the connection: counts of both parts (8 bytes each, little-endian), the fields, the bytes.
package enum WorkerMessage {
  package static let prefix = 16
  /// Most bytes of fields.
  package static let fieldLimit = 1 << 16

  package static func prefix(fields: Int, bytes: Int) -> [UInt8] {
    var coder = WireCoder()
    var (fields, bytes) = (fields, bytes)
    try? coder.field(&fields)
    try? coder.field(&bytes)
    return coder.bytes
  }

  /// Nil for counts that no message has.
  package static func counts(_ prefix: [UInt8]) -> (fields: Int, bytes: Int)? {
    var coder = WireCoder(reading: prefix)
    var (fields, bytes) = (0, 0)
    guard (try? coder.field(&fields)) != nil, (try? coder.field(&bytes)) != nil,
      fields >= 0, fields <= fieldLimit, bytes >= 0
    else { return nil }
    return (fields, bytes)
  }

  /// Nil for fields that are no such message.
  /// - Parameter empty: what reading begins with.
  package static func read<Value: WireValue>(_ fields: [UInt8], empty: Value) -> Value? {
    var value = empty
    return (try? WireCoder.read(&value, from: fields)) == nil ? nil : value
  }
}
