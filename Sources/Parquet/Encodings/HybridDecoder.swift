/// Runs of one value, and groups of eight packed ones: levels, dictionary indices and booleans.
///
/// It borrows the bytes, and may load up to eight behind their end.
struct HybridDecoder {
  private let base: UnsafePointer<UInt8>
  private var position: Int
  private let end: Int
  private let width: Int
  private let mask: UInt64
  private var left = 0
  private var isPacked = false
  private var value: UInt32 = 0
  private var bit = 0

  /// No values.
  init(_ base: UnsafePointer<UInt8>) { self.init(base, from: 0, to: 0, width: 0) }

  /// - Parameter width: bits of a value, 0...32.
  init(_ base: UnsafePointer<UInt8>, from start: Int, to end: Int, width: Int) {
    self.base = base
    position = start
    self.end = end
    self.width = width
    mask = (1 << UInt64(width)) - 1
  }

  /// The next run or group; false at the end.
  private mutating func advance() throws(Flaw) -> Bool {
    while left == 0 {
      guard position < end else { return false }
      var header: UInt64 = 0
      var shift: UInt64 = 0
      while true {
        guard position < end, shift < 35 else {
          throw Flaw(.badValues, "the length of a run does not end")
        }
        let byte = base[position]
        position += 1
        header |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      isPacked = header & 1 == 1
      if isPacked {
        let groups = Int(header >> 1)
        bit = position * 8
        // Some writers leave out the bytes that would only fill up the last group.
        let bytes = min(groups * width, end - position)
        left = width == 0 ? groups * 8 : min(groups * 8, bytes * 8 / width)
        position += bytes
        if left == 0, groups > 0 { return false }
      } else {
        let bytes = (width + 7) / 8
        guard bytes <= end - position else { throw Flaw(.badValues, "a run has no value") }
        var raw: UInt32 = 0
        for i in 0..<bytes { raw |= UInt32(base[position + i]) << UInt32(8 * i) }
        guard UInt64(raw) <= mask else { throw Flaw(.badValues, "a run's value has more than \(width) bits") }
        value = raw
        position += bytes
        left = Int(header >> 1)
      }
    }
    return true
  }

  private func packed(_ bit: Int) -> UInt32 {
    let word = UnsafeRawPointer(base + (bit >> 3)).loadUnaligned(as: UInt64.self)
    return UInt32(truncatingIfNeeded: (word >> UInt64(bit & 7)) & mask)
  }

  /// Fills `out`; returns how many values there were, fewer only at the end.
  mutating func decode(into out: UnsafeMutablePointer<UInt32>, count: Int) throws(Flaw) -> Int {
    var done = 0
    while done < count {
      guard try advance() else { break }
      let n = min(left, count - done)
      if isPacked {
        for i in 0..<n { out[done + i] = packed(bit + i * width) }
        bit += n * width
      } else {
        (out + done).update(repeating: value, count: n)
      }
      left -= n
      done += n
    }
    return done
  }

  /// The same for values of at most eight bits.
  mutating func decode(into out: UnsafeMutablePointer<UInt8>, count: Int) throws(Flaw) -> Int {
    var done = 0
    while done < count {
      guard try advance() else { break }
      let n = min(left, count - done)
      if isPacked {
        for i in 0..<n { out[done + i] = UInt8(truncatingIfNeeded: packed(bit + i * width)) }
        bit += n * width
      } else {
        (out + done).update(repeating: UInt8(truncatingIfNeeded: value), count: n)
      }
      left -= n
      done += n
    }
    return done
  }
}
