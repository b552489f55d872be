/// Reads heads of deterministic CBOR one after another, refusing every other spelling.
struct CBORCursor {
  enum Head {
    case unsigned(UInt64)
    case negative(UInt64)
    case bytes(Range<Int>)
    case text(Range<Int>)
    /// Elements that follow.
    case array(Int)
    /// Pairs that follow.
    case map(Int)
    case bool(Bool)
    case null
    case double(Double)
  }

  let input: UnsafeRawBufferPointer
  let limits: CBORLimits
  var position = 0
  var items = 0

  init(_ input: UnsafeRawBufferPointer, limits: CBORLimits) {
    self.input = input
    self.limits = limits
  }

  func fail(_ reason: CBORError.Reason, at offset: Int) -> CBORError {
    CBORError(reason: reason, offset: offset)
  }

  private mutating func bigEndian(_ count: Int, from start: Int) throws(CBORError) -> UInt64 {
    guard count <= input.count - position else { throw fail(.endsTooSoon, at: start) }
    var n: UInt64 = 0
    for i in 0..<count { n = n << 8 | UInt64(input[position + i]) }
    position += count
    return n
  }

  mutating func next() throws(CBORError) -> Head {
    let start = position
    guard start < input.count else { throw fail(.endsTooSoon, at: start) }
    items += 1
    guard items <= limits.items else { throw fail(.tooManyItems, at: start) }
    let first = input[start]
    position += 1
    let major = first >> 5
    let low = first & 31
    if major == 7 { return try simple(low, start) }
    if major == 6 { throw fail(.tag, at: start) }
    let n: UInt64
    switch low {
    case 0..<24: n = UInt64(low)
    case 24...27:
      n = try bigEndian(1 << Int(low - 24), from: start)
      let least: UInt64 = low == 24 ? 24 : 1 << (UInt64(4) << UInt64(low - 24))
      guard n >= least else { throw fail(.longHead, at: start) }
    case 31: throw fail(.indefiniteLength, at: start)
    default: throw fail(.reservedHead, at: start)
    }
    switch major {
    case 0: return .unsigned(n)
    case 1: return .negative(n)
    case 2, 3:
      guard n <= UInt64(input.count - position) else { throw fail(.endsTooSoon, at: start) }
      let range = position..<position + Int(n)
      position = range.upperBound
      return major == 2 ? .bytes(range) : .text(range)
    default:
      // Every element takes at least one byte, every pair two.
      let rest = UInt64(input.count - position)
      guard n <= (major == 4 ? rest : rest / 2) else { throw fail(.endsTooSoon, at: start) }
      return major == 4 ? .array(Int(n)) : .map(Int(n))
    }
  }

  private mutating func simple(_ low: UInt8, _ start: Int) throws(CBORError) -> Head {
    switch low {
    case 20: return .bool(false)
    case 21: return .bool(true)
    case 22: return .null
    case 25:
      let bits = UInt16(truncatingIfNeeded: try bigEndian(2, from: start))
      let value = Double(Float16(bitPattern: bits))
      if value.isNaN, bits != 0x7E00 { throw fail(.longFloat, at: start) }
      return .double(value)
    case 26:
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: try bigEndian(4, from: start)))
      if value.isNaN || Float(Float16(value)) == value { throw fail(.longFloat, at: start) }
      return .double(Double(value))
    case 27:
      let value = Double(bitPattern: try bigEndian(8, from: start))
      if value.isNaN || Double(Float(value)) == value { throw fail(.longFloat, at: start) }
      return .double(value)
    case 31: throw fail(.indefiniteLength, at: start)
    default: throw fail(.simpleValue, at: start)
    }
  }

  /// True when key bytes at `a` stand strictly before those at `b`; throws when they are equal or the other way round.
  func checkOrder(_ a: Range<Int>, _ b: Range<Int>) throws(CBORError) {
    let n = min(a.count, b.count)
    for i in 0..<n {
      let x = input[a.lowerBound + i]
      let y = input[b.lowerBound + i]
      if x < y { return }
      if x > y { throw fail(.unsortedKeys, at: b.lowerBound) }
    }
    if a.count == b.count { throw fail(.duplicateKey, at: b.lowerBound) }
    if a.count > b.count { throw fail(.unsortedKeys, at: b.lowerBound) }
  }
}
