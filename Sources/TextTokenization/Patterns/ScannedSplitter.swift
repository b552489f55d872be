/// A splitter for one pattern that is written out by hand.
protocol ScannedSplitter: TextSplitter {
  /// The end of the match that begins at `place`, or `place` when none does.
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int
}

extension ScannedSplitter {
  public func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws {
    try scan(text, from, to, counting: nil) { start, end, _ in try piece(start, end) }
  }

  public func splitMarked(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int, Bool) throws -> Void
  ) throws {
    try scan(text, from, to, counting: nil, piece)
  }

  @inline(__always)
  func scan(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, counting looks: UnsafeMutablePointer<Int>?,
    _ piece: (Int, Int, Bool) throws -> Void
  ) rethrows {
    guard let bytes = text.baseAddress, from >= 0, to <= text.count else { return }
    let scanned = ScannedText(bytes: bytes, end: to, kinds: .shared, looks: looks)
    var gap = from
    var place = from
    while place < to {
      let end = matchEnd(scanned, place)
      if end == place {
        place = scanned.character(place).next
        continue
      }
      if gap < place { try piece(gap, place, false) }
      try piece(place, end, true)
      place = end
      gap = end
    }
    if gap < to { try piece(gap, to, false) }
  }
}
