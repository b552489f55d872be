/// Integers as differences, packed in blocks (DELTA_BINARY_PACKED).
///
/// It borrows the bytes, and may load up to eight behind their end. Sums wrap around, as those of the writer did.
struct DeltaDecoder {
  private let base: UnsafePointer<UInt8>
  private var position: Int
  private let end: Int
  /// Values of a miniblock, and miniblocks of a block.
  private let miniValues: Int
  private let miniBlocks: Int
  /// Values not yet given out.
  private(set) var left: Int
  private var isFirst = true
  private var value: Int64
  private var smallest: Int64 = 0
  private var widths = 0
  private var mini: Int
  private var miniLeft = 0
  private var width = 0
  private var bit = 0

  /// No values.
  init(_ base: UnsafePointer<UInt8>) {
    self.base = base
    (position, end, miniValues, miniBlocks, left, value, mini) = (0, 0, 0, 0, 0, 0, 0)
  }

  init(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int) throws(Flaw) {
    self.base = base
    self.end = end
    var place = start
    let block = try DeltaDecoder.varint(base, &place, end)
    let minis = try DeltaDecoder.varint(base, &place, end)
    let total = try DeltaDecoder.varint(base, &place, end)
    value = DeltaDecoder.signed(try DeltaDecoder.varint(base, &place, end))
    guard block > 0, block % 128 == 0, block <= 1 << 24, minis > 0, block % minis == 0,
      block / minis % 32 == 0
    else { throw Flaw(.badValues, "blocks of \(block) differences in \(minis) parts are not allowed") }
    guard total <= UInt64(Int32.max) else {
      throw Flaw(.badValues, "\(total) values are too many for a page")
    }
    miniValues = Int(block / minis)
    miniBlocks = Int(minis)
    left = Int(total)
    mini = miniBlocks
    position = place
  }

  private static func varint(
    _ base: UnsafePointer<UInt8>, _ position: inout Int, _ end: Int
  ) throws(Flaw) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while position < end, shift < 64 {
      let byte = base[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Flaw(.badValues, "a number does not end")
  }

  private static func signed(_ raw: UInt64) -> Int64 { Int64(bitPattern: (raw >> 1) ^ (0 &- (raw & 1))) }

  /// Goes to the next miniblock.
  private mutating func advance() throws(Flaw) {
    if mini == miniBlocks {
      smallest = DeltaDecoder.signed(try DeltaDecoder.varint(base, &position, end))
      guard miniBlocks <= end - position else { throw Flaw(.badValues, "a block of differences is cut off") }
      widths = position
      position += miniBlocks
      mini = 0
    }
    width = Int(base[widths + mini])
    guard width <= 64 else { throw Flaw(.badValues, "differences of \(width) bits are not allowed") }
    mini += 1
    miniLeft = miniValues
    bit = position * 8
    // The last miniblock should be filled up; not every writer does.
    let needed = (min(miniValues, left) * width + 7) / 8
    guard needed <= end - position else { throw Flaw(.badValues, "a block of differences is cut off") }
    position += min(miniValues / 8 * width, end - position)
  }

  /// Fills `out`; returns how many values there were, fewer only at the end.
  mutating func decode(into out: UnsafeMutablePointer<Int64>, count: Int) throws(Flaw) -> Int {
    var done = 0
    if isFirst, left > 0, count > 0 {
      isFirst = false
      out[0] = value
      left -= 1
      done = 1
    }
    while done < count, left > 0 {
      if miniLeft == 0 { try advance() }
      let n = min(miniLeft, left, count - done)
      var sum = value
      if width <= 57 {
        let mask: UInt64 = (1 << UInt64(width)) - 1
        for i in 0..<n {
          let place = bit + i * width
          let word = UnsafeRawPointer(base + (place >> 3)).loadUnaligned(as: UInt64.self)
          let delta = Int64(bitPattern: (word >> UInt64(place & 7)) & mask)
          sum = sum &+ smallest &+ delta
          out[done + i] = sum
        }
      } else {
        for i in 0..<n {
          sum = sum &+ smallest &+ wide(bit + i * width)
          out[done + i] = sum
        }
      }
      value = sum
      bit += n * width
      miniLeft -= n
      left -= n
      done += n
    }
    return done
  }

  /// A difference that may lie over nine bytes.
  private func wide(_ place: Int) -> Int64 {
    let shift = UInt64(place & 7)
    let low = UnsafeRawPointer(base + (place >> 3)).loadUnaligned(as: UInt64.self) >> shift
    let high = shift == 0 ? 0 : UInt64(base[(place >> 3) + 8]) << (64 - shift)
    let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
    return Int64(bitPattern: (low | high) & mask)
  }

  /// Where the bytes of this list of numbers end: what follows them begins there.
  func ending() throws(Flaw) -> Int {
    var copy = self
    if copy.isFirst, copy.left > 0 { copy.left -= 1 }
    while copy.left > 0 {
      try copy.advance()
      copy.left -= min(copy.miniValues, copy.left)
    }
    return copy.position
  }
}
