/// A splitter for one pattern that is written out by hand.
protocol ScannedSplitter: BatchSplitter {
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

  func ends(
    _ text: UnsafeBufferPointer<UInt8>, to: Int, from scan: inout ScanPlace,
    into ends: UnsafeMutablePointer<UInt32>, room: Int
  ) -> Int {
    guard let bytes = text.baseAddress, to <= text.count else { return 0 }
    let scanned = ScannedText(bytes: bytes, end: to, kinds: .shared, looks: nil)
    var found = 0
    var place = scan.place
    while place < to, found &+ 2 <= room {
      found = add(scanned, &place, ends, found)
    }
    scan.place = place
    return found
  }

  /// Adds the end of the match at `place`; where there is none, of the gap to the next match, and of that.
  @inline(__always)
  func add(
    _ text: ScannedText, _ place: inout Int, _ ends: UnsafeMutablePointer<UInt32>, _ count: Int
  ) -> Int {
    var end = matchEnd(text, place)
    var found = count
    if end == place {
      repeat {
        place = text.character(place).next
        end = place < text.end ? matchEnd(text, place) : place
      } while end == place && place < text.end
      ends[found] = UInt32(truncatingIfNeeded: place)
      found &+= 1
      if end == place { return found }
    }
    ends[found] = UInt32(truncatingIfNeeded: end)
    place = end
    return found &+ 1
  }
}
