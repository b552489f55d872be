/// Text that is cut into pieces.
struct PieceText {
  private(set) var text: NormalizedText
  private(set) var pieces: [(from: Int, to: Int)]
  /// Where each piece begins in the original text, as far as that is known.
  private var origins: [Int]
  /// What stands before the text.
  let context: TextContext
  /// Whether the first piece is the rest of one that began before the text.
  private var firstGoesOn: Bool

  init(_ text: NormalizedText, after context: TextContext) {
    self.text = text
    self.context = context
    firstGoesOn = context.pieceGoesOn && text.count > 0
    pieces = text.count > 0 ? [(0, text.count)] : []
    origins = text.count > 0 ? [text.origin] : []
  }

  private mutating func cut(_ cut: (UnsafeBufferPointer<UInt8>, Int, Int) throws -> [(from: Int, to: Int)])
    rethrows
  {
    if firstGoesOn, let first = pieces.first { firstGoesOn = try isWhole(first, cut) }
    let new = try text.bytes.withUnsafeBufferPointer { bytes in
      var new: [(from: Int, to: Int)] = []
      new.reserveCapacity(pieces.count)
      for piece in pieces { new += try cut(bytes, piece.from, piece.to) }
      return new
    }
    pieces = new
    origins = pieces.map { text.originalStart($0.from) }
  }

  /// Whether a first piece is cut as if it were not from what stands before it.
  private func isWhole(
    _ first: (from: Int, to: Int),
    _ cut: (UnsafeBufferPointer<UInt8>, Int, Int) throws -> [(from: Int, to: Int)]
  ) rethrows -> Bool {
    guard let last = context.last else { return true }
    var bytes: [UInt8] = []
    UTF8Scalars.append(last, to: &bytes)
    let start = bytes.count
    bytes += text.bytes[first.from..<first.to]
    return try bytes.withUnsafeBufferPointer { try cut($0, 0, $0.count) }.contains {
      $0.from < start && $0.to > start
    }
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
  /// - Parameter change: is told whether the piece is the rest of one that began before the text.
  mutating func rewrite(_ change: (inout NormalizedText, Bool) -> Void) {
    var new = text.emptied()
    var newPieces: [(from: Int, to: Int)] = []
    var newOrigins: [Int] = []
    for (piece, origin) in zip(pieces, origins) {
      var part = text.slice(piece.from, piece.to, origin: origin)
      change(&part, firstGoesOn && newPieces.isEmpty && piece.from == pieces[0].from)
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
