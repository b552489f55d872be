/// Reads the fields of a protocol buffer's message one by one. Every length is checked before it is used.
struct ProtobufReader {
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    /// Where in the whole file: text, bytes or a message.
    case bytes(Range<Int>)
    /// Fields of an old kind, which have been passed over.
    case group
  }

  private let file: UnsafeBufferPointer<UInt8>
  private var place: Int
  private let end: Int

  init(_ file: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    self.file = file
    (place, end) = (range.lowerBound, range.upperBound)
  }

  /// The next field and its number; nil at the end.
  mutating func next() throws -> (number: UInt64, value: Value)? {
    guard place < end else { return nil }
    let (number, wire) = try key()
    return (number, try value(number, wire))
  }

  private func broken(_ why: String) -> TokenizerFileError {
    TokenizerFileError("the file is no protocol buffer, or is cut off: \(why) at byte \(place)")
  }

  private mutating func key() throws -> (number: UInt64, wire: UInt64) {
    let key = try varint()
    guard key >> 3 > 0, key >> 3 < 1 << 29 else { throw broken("a field has no number") }
    return (key >> 3, key & 7)
  }

  private mutating func value(_ number: UInt64, _ wire: UInt64) throws -> Value {
    switch wire {
    case 0: return .varint(try varint())
    case 1: return .fixed64(try fixed(8))
    case 2:
      let count = try varint()
      guard count <= UInt64(end - place) else { throw broken("a field goes on behind the end") }
      let start = place
      place += Int(count)
      return .bytes(start..<place)
    case 3:
      try skipGroup(number)
      return .group
    case 5: return .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
    default: throw broken("a field of an unknown kind")
    }
  }

  private mutating func skipGroup(_ number: UInt64) throws {
    var open = [number]
    while let group = open.last {
      let (number, wire) = try key()
      if wire == 4 {
        guard number == group else { throw broken("a group ends that did not begin") }
        open.removeLast()
      } else if wire == 3 {
        guard open.count < 100 else { throw broken("groups are too deep") }
        open.append(number)
      } else {
        _ = try value(number, wire)
      }
    }
  }

  private mutating func varint() throws -> UInt64 {
    var value: UInt64 = 0
    for number in 0..<10 {
      guard place < end else { throw broken("a number has no end") }
      let byte = file[place]
      place += 1
      value |= UInt64(byte & 0x7F) << UInt64(7 * number)
      if byte < 0x80 { return value }
    }
    throw broken("a number is too long")
  }

  private mutating func fixed(_ count: Int) throws -> UInt64 {
    guard count <= end - place else { throw broken("a number has no end") }
    var value: UInt64 = 0
    for number in 0..<count { value |= UInt64(file[place + number]) << UInt64(8 * number) }
    place += count
    return value
  }
}
