extension CBOR {
  /// Decodes exactly one item that fills `bytes`.
  /// - Throws: `CBORError` for anything that `encode()` would not have written, and for what exceeds `limits`.
  public static func decode(_ bytes: [UInt8], limits: CBORLimits = CBORLimits()) throws(CBORError) -> CBOR {
    // Typed errors do not pass through `withUnsafeBytes`; a Result carries them.
    try bytes.withUnsafeBytes { raw in Result { () throws(CBORError) in try decode(raw, limits: limits) } }
      .get()
  }

  public static func decode(
    _ bytes: UnsafeRawBufferPointer, limits: CBORLimits = CBORLimits()
  ) throws(CBORError) -> CBOR {
    var cursor = CBORCursor(bytes, limits: limits)
    let value = try value(&cursor, depth: 0)
    guard cursor.position == bytes.count else { throw cursor.fail(.trailingBytes, at: cursor.position) }
    return value
  }

  private static func value(_ cursor: inout CBORCursor, depth: Int) throws(CBORError) -> CBOR {
    let start = cursor.position
    switch try cursor.next() {
    case .unsigned(let n): return .unsigned(n)
    case .negative(let n): return .negative(n)
    case .bytes(let range): return .bytes([UInt8](cursor.input[range]))
    case .text(let range):
      guard let text = String(validating: cursor.input[range], as: UTF8.self) else {
        throw cursor.fail(.invalidUTF8, at: start)
      }
      return .text(text)
    case .array(let count):
      guard depth < cursor.limits.depth else { throw cursor.fail(.tooDeep, at: start) }
      var items: [CBOR] = []
      items.reserveCapacity(min(count, 1024))
      for _ in 0..<count { items.append(try value(&cursor, depth: depth + 1)) }
      return .array(items)
    case .map(let count):
      guard depth < cursor.limits.depth else { throw cursor.fail(.tooDeep, at: start) }
      var entries: [Entry] = []
      entries.reserveCapacity(min(count, 1024))
      var previous: Range<Int>?
      for _ in 0..<count {
        let keyStart = cursor.position
        let key = try value(&cursor, depth: depth + 1)
        let range = keyStart..<cursor.position
        if let previous { try cursor.checkOrder(previous, range) }
        previous = range
        entries.append(Entry(key: key, value: try value(&cursor, depth: depth + 1)))
      }
      return .map(entries)
    case .bool(let flag): return .bool(flag)
    case .null: return .null
    case .double(let number): return .double(number)
    }
  }

  /// The single item of a frame.
  /// - Throws: nonCanonicalCBOR, without a place.
  static func frame(_ payload: UnsafeRawBufferPointer) throws(ShardError) -> CBOR {
    do {
      return try decode(payload)
    } catch {
      throw ShardError(.nonCanonicalCBOR, file: "", what: "\(error)")
    }
  }
}
