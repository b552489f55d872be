/// Cuts where a string stands, from the left and without overlaps; by Knuth, Morris and Pratt, so in linear time.
struct LiteralSplitter: TextSplitter {
  private let literal: [UInt8]
  /// For each length of a matched beginning, the longest one that is also its end.
  private let border: [Int]

  init(_ literal: [UInt8]) {
    self.literal = literal
    var border = [Int](repeating: 0, count: literal.count + 1)
    var length = 0
    for place in literal.indices.dropFirst() {
      while length > 0, literal[place] != literal[length] { length = border[length] }
      if literal[place] == literal[length] { length += 1 }
      border[place + 1] = length
    }
    self.border = border
  }

  func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws {
    try splitMarked(text, from: from, to: to) { start, end, _ in
      if start < end { try piece(start, end) }
    }
  }

  func splitMarked(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int, Bool) throws -> Void
  ) throws {
    guard from >= 0, from < to, to <= text.count, let first = literal.first else { return }
    var gap = from
    var matched = 0
    for place in from..<to {
      let byte = text[place]
      if matched == 0, byte != first { continue }
      while matched > 0, byte != literal[matched] { matched = border[matched] }
      if byte == literal[matched] { matched += 1 }
      guard matched == literal.count else { continue }
      let start = place + 1 - matched
      if gap < start { try piece(gap, start, false) }
      try piece(start, place + 1, true)
      gap = place + 1
      matched = 0
    }
    if gap < to { try piece(gap, to, false) }
  }
}
