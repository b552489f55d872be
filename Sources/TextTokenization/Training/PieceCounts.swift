/// How often each piece occurs in text: all that training a vocabulary needs to know of it.
///
/// Memory grows with the distinct pieces, not with the text. Texts can be counted in any number of `PieceCounts` on any
/// threads and then be put together: the sum does not depend on how they were shared out.
public struct PieceCounts: Sendable {
  private struct Entry {
    var offset: UInt64
    var count: UInt64
    var length: UInt32
    /// The hash's upper half.
    var hash: UInt32
  }
  public let splitter: any TextSplitter
  /// The pieces' bytes, one after another.
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// Open addressing: the entry's number plus one, 0 where there is none.
  private var slots: [UInt32]
  /// Of all texts.
  public private(set) var pieces: UInt64 = 0

  /// Chosen anew by every process, so that no text can be written for its pieces to collide. No result depends on it.
  private static let seed = UInt64.random(in: .min ... .max) | 1

  /// - Parameter splitter: what cuts text into the pieces within which pairs are merged.
  public init(splitter: any TextSplitter) {
    self.splitter = splitter
    slots = [UInt32](repeating: 0, count: 1 << 10)
  }

  /// Pieces that differ.
  public var distinct: Int { entries.count }

  /// Counts the pieces of a text.
  /// - Throws: ``SplitError`` when the text is not UTF-8 or its pattern takes too much work, ``TrainingError/textTooLong(bytes:)``.
  public mutating func add(_ text: String) throws {
    var text = text
    try text.withUTF8 { try add($0) }
  }

  /// Counts the pieces of a text in UTF-8, of less than 4 GiB.
  /// - Throws: ``SplitError`` when the text is not UTF-8 or its pattern takes too much work, ``TrainingError/textTooLong(bytes:)``.
  public mutating func add(_ text: UnsafeBufferPointer<UInt8>) throws {
    try Self.check(text)
    try addValid(text, from: 0, to: text.count)
  }

  /// Counts the pieces of the lines of a text, each with its line end, as if each were a text of its own.
  /// - Throws: ``SplitError`` when the text is not UTF-8 or its pattern takes too much work, ``TrainingError/textTooLong(bytes:)``.
  public mutating func addLines(_ text: UnsafeBufferPointer<UInt8>) throws {
    try Self.check(text)
    var start = 0
    while start < text.count {
      let end = Lines.end(text, from: start)
      try addValid(text, from: start, to: end)
      start = end
    }
  }

  private static func check(_ text: UnsafeBufferPointer<UInt8>) throws {
    guard text.count <= UInt32.max else { throw TrainingError.textTooLong(bytes: text.count) }
    guard UTF8Check.isValid(text) else { throw SplitError.notUTF8 }
  }

  private mutating func addValid(_ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int) throws {
    try splitter.split(text, from: from, to: to) { start, end in
      add(UnsafeBufferPointer(rebasing: text[start..<end]), hash: Self.hash(text, start, end), count: 1)
    }
  }

  /// Adds what was counted elsewhere.
  public mutating func add(_ other: PieceCounts) {
    other.bytes.withUnsafeBufferPointer { bytes in
      for entry in other.entries {
        let start = Int(entry.offset)
        add(
          UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.length)]), hash: entry.hash,
          count: entry.count)
      }
    }
  }

  /// Calls `body` with every piece and how often it occurs, in the order in which the pieces were first seen.
  public func forEach(_ body: (UnsafeBufferPointer<UInt8>, UInt64) throws -> Void) rethrows {
    try bytes.withUnsafeBufferPointer { bytes in
      for entry in entries {
        let start = Int(entry.offset)
        try body(UnsafeBufferPointer(rebasing: bytes[start..<start + Int(entry.length)]), entry.count)
      }
    }
  }

  @inline(__always)
  private mutating func add(_ piece: UnsafeBufferPointer<UInt8>, hash: UInt32, count: UInt64) {
    pieces &+= count
    let mask = slots.count &- 1
    var slot = Int(hash) & mask
    while true {
      let number = slots[slot]
      if number == 0 { break }
      let index = Int(number) &- 1
      if entries[index].hash == hash, Int(entries[index].length) == piece.count,
        matches(piece, Int(entries[index].offset))
      {
        entries[index].count &+= count
        return
      }
      slot = (slot &+ 1) & mask
    }
    entries.append(
      Entry(offset: UInt64(bytes.count), count: count, length: UInt32(piece.count), hash: hash))
    bytes.append(contentsOf: piece)
    slots[slot] = UInt32(entries.count)
    if entries.count &* 3 > slots.count &* 2 { grow() }
  }

  @inline(__always) private func matches(_ piece: UnsafeBufferPointer<UInt8>, _ offset: Int) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      var i = 0
      while i < piece.count {
        if bytes[offset &+ i] != piece[i] { return false }
        i &+= 1
      }
      return true
    }
  }

  private mutating func grow() {
    let mask = slots.count * 2 - 1
    slots = []
    slots = [UInt32](repeating: 0, count: mask + 1)
    for (index, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & mask
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = UInt32(index + 1)
    }
  }

  @inline(__always)
  private static func hash(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> UInt32 {
    guard let base = text.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    var value = seed ^ UInt64(end &- start) &* 0x9E37_79B9_7F4A_7C15
    var at = start
    while at &+ 8 <= end {
      value = mix(value ^ raw.loadUnaligned(fromByteOffset: at, as: UInt64.self))
      at &+= 8
    }
    if at &+ 4 <= end {
      value = mix(value ^ UInt64(raw.loadUnaligned(fromByteOffset: at, as: UInt32.self)))
      at &+= 4
    }
    var tail: UInt64 = 0
    while at < end {
      tail = tail << 8 | UInt64(base[at])
      at &+= 1
    }
    return UInt32(truncatingIfNeeded: mix(value ^ tail ^ 0x5851_F42D_4C95_7F2D) >> 32)
  }

  @inline(__always) private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
    return product.high ^ product.low
  }
}

/// Lines of text: each ends behind its line feed, the last one at the end of the text.
enum Lines {
  static func end(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = text.baseAddress else { return text.count }
    let ones: UInt64 = 0x0101_0101_0101_0101
    var at = start
    while at &+ 8 <= text.count {
      let word = UnsafeRawPointer(base + at).loadUnaligned(as: UInt64.self).littleEndian ^ ones &* 0x0A
      let zero = (word &- ones) & ~word & (ones &* 0x80)
      if zero != 0 { return at &+ zero.trailingZeroBitCount >> 3 &+ 1 }
      at &+= 8
    }
    while at < text.count {
      if base[at] == 0x0A { return at &+ 1 }
      at &+= 1
    }
    return text.count
  }
}
