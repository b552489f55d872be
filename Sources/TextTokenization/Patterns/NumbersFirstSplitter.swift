/// Numbers, perhaps Han, and then a pattern for what is between them, in one pass; as patterns of which each splits the
/// pieces of the one before.
struct NumbersFirstSplitter<Main: ScannedSplitter>: BatchSplitter {
  private let numbers: NumberSplitter
  /// Whether runs of Han characters and kana are cut out as well.
  private let cutsHan: Bool
  private let han = HanSplitter()
  /// What leaves a group of numbers whole.
  private let main: Main

  init(_ numbers: NumberSplitter, cutsHan: Bool, then main: Main) {
    self.numbers = numbers
    self.cutsHan = cutsHan
    self.main = main
  }

  func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws {
    try scan(text, from, to, counting: nil, piece)
  }

  /// Marks every piece as a match.
  func splitMarked(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int, Bool) throws -> Void
  ) throws {
    try scan(text, from, to, counting: nil) { try piece($0, $1, true) }
  }

  @inline(__always)
  func scan(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, counting looks: UnsafeMutablePointer<Int>?,
    _ piece: (Int, Int) throws -> Void
  ) rethrows {
    guard let bytes = text.baseAddress, from >= 0, to <= text.count else { return }
    let scanned = ScannedText(bytes: bytes, end: to, kinds: .shared, looks: looks)
    var place = from
    while place < to {
      let numbersEnd = numbers.matchEnd(scanned, place)
      if numbersEnd > place {
        try piece(place, numbersEnd)
        place = numbersEnd
        continue
      }
      let hanEnd = cutsHan ? han.matchEnd(scanned, place) : place
      let end = hanEnd > place ? hanEnd : plainEnd(scanned, place)
      try main.scan(text, place, end, counting: looks) { start, end, _ in try piece(start, end) }
      place = end
    }
  }

  func ends(
    _ text: UnsafeBufferPointer<UInt8>, to: Int, from scan: inout ScanPlace,
    into ends: UnsafeMutablePointer<UInt32>, room: Int
  ) -> Int {
    guard let bytes = text.baseAddress, to <= text.count else { return 0 }
    let whole = ScannedText(bytes: bytes, end: to, kinds: .shared, looks: nil)
    var found = 0
    var place = scan.place
    while place < to, found &+ 2 <= room {
      if place == scan.partEnd {
        let numbersEnd = numbers.matchEnd(whole, place)
        if numbersEnd > place {
          ends[found] = UInt32(truncatingIfNeeded: numbersEnd)
          found &+= 1
          place = numbersEnd
          scan.partEnd = place
          continue
        }
        let hanEnd = cutsHan ? han.matchEnd(whole, place) : place
        scan.partEnd = hanEnd > place ? hanEnd : plainEnd(whole, place)
      }
      let part = ScannedText(bytes: bytes, end: scan.partEnd, kinds: .shared, looks: nil)
      while place < part.end, found &+ 2 <= room { found = main.add(part, &place, ends, found) }
    }
    scan.place = place
    return found
  }

  /// Where the first number or Han character behind the character at `place` is.
  private func plainEnd(_ text: ScannedText, _ place: Int) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    var at = place
    while at < text.end {
      if at &+ 8 <= text.end {
        let word = UnsafeRawPointer(text.bytes + at).loadUnaligned(as: UInt64.self).littleEndian
        // The high bit of a byte says that it is at least '0', and not more than '9'; or that it is not ASCII.
        let low = word & ~high
        let digit = (low &+ ones &* (0x80 - 0x30)) & ~(low &+ ones &* (0x80 - 0x3A))
        let stop = (digit | word) & high
        if stop == 0 {
          at &+= 8
          continue
        }
        at &+= stop.trailingZeroBitCount >> 3
      }
      let byte = text.bytes[at]
      if byte < 0x80 {
        if byte &- 0x30 < 10 { break }
        at &+= 1
        continue
      }
      let (kind, next) = text.wideCharacter(at)
      if numbers.isNumber(text, at, kind) || (cutsHan && han.character(text, at) != nil) { break }
      at = next
    }
    if let looks = text.looks { looks.pointee += at - place + 1 }
    return at
  }
}
