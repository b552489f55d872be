/// Text that is cut into pieces.
struct PieceText {
  private(set) var text: NormalizedText
  private(set) var pieces: [(from: Int, to: Int)]
  /// Where each piece begins in the original text, as far as that is known.
  private var origins: [Int]

  init(_ text: NormalizedText) {
    self.text = text
    pieces = text.count > 0 ? [(0, text.count)] : []
    origins = text.count > 0 ? [text.origin] : []
  }

  private mutating func cut(_ cut: (UnsafeBufferPointer<UInt8>, Int, Int) throws -> [(from: Int, to: Int)])
    rethrows
  {
    let new = try text.bytes.withUnsafeBufferPointer { bytes in
      var new: [(from: Int, to: Int)] = []
      new.reserveCapacity(pieces.count)
      for piece in pieces { new += try cut(bytes, piece.from, piece.to) }
      return new
    }
    pieces = new
    origins = pieces.map { text.originalStart($0.from) }
  }

  mutating func split(_ splitter: any TextSplitter, _ behavior: SplitBehavior, inverts: Bool) throws {
    try cut { bytes, from, to in
      var marked: [(from: Int, to: Int, isMatch: Bool)] = []
      try splitter.splitMarked(bytes, from: from, to: to) { marked.append(($0, $1, $2 != inverts)) }
      return behavior.pieces(marked)
    }
  }

  /// Every character of a class is a match of its own.
  mutating func split(_ kind: PreTokenizer.CharacterClass, _ behavior: SplitBehavior) {
    cut { bytes, from, to in
      var marked: [(from: Int, to: Int, isMatch: Bool)] = []
      let part = UnsafeBufferPointer(rebasing: bytes[..<to])
      var gap = from
      var place = from
      while place < to {
        let (codePoint, length) = UTF8Scalars.decode(part, place)
        if kind.contains(codePoint) {
          if gap < place { marked.append((gap, place, false)) }
          marked.append((place, place + length, true))
          gap = place + length
        }
        place += length
      }
      if gap < to { marked.append((gap, to, false)) }
      return behavior.pieces(marked)
    }
  }

  /// The matches of `\w+|[^\w\s]+`.
  mutating func splitWords() {
    cut { bytes, from, to in
      var found: [(from: Int, to: Int)] = []
      let part = UnsafeBufferPointer(rebasing: bytes[..<to])
      var place = from
      var kindBefore = -1
      while place < to {
        let (codePoint, length) = UTF8Scalars.decode(part, place)
        let kind =
          CharacterSets.contains(.word, codePoint) ? 1 : CharacterSets.isWhitespace(codePoint) ? 0 : 2
        if kind != 0 {
          if kind == kindBefore {
            found[found.count - 1].to = place + length
          } else {
            found.append((place, place + length))
          }
        }
        kindBefore = kind
        place += length
      }
      return found
    }
  }

  /// Changes every piece by itself; those that become empty are dropped.
  mutating func rewrite(_ change: (inout NormalizedText) -> Void) {
    var new = text.emptied()
    var newPieces: [(from: Int, to: Int)] = []
    var newOrigins: [Int] = []
    for (piece, origin) in zip(pieces, origins) {
      var part = text.slice(piece.from, piece.to, origin: origin)
      change(&part)
      guard part.count > 0 else { continue }
      let from = new.count
      new.append(part, 0, part.count)
      newPieces.append((from, new.count))
      newOrigins.append(origin)
    }
    text = new
    pieces = newPieces
    origins = newOrigins
  }
}
