/// Where a long piece can be cut without another result: between two characters that no token has side by side, nothing
/// is ever merged.
///
/// Models in SentencePiece's way see a whole text as one piece; its words are looked up one by one with this.
struct PieceCuts: Sendable {
  /// ASCII, the mark that stands for a space, and all others as one.
  private static let mark = 128
  private static let other = 129
  private static let kinds = 130
  /// Whether two kinds of characters may be merged.
  private let joins: [Bool]

  /// - Parameters:
  ///   - products: the tokens that merges make.
  ///   - known: whether a character of ASCII is a token.
  ///   - fallsBack: characters that are no tokens become tokens of bytes, which are never merged.
  ///   - fuses: characters that are no tokens become one unknown token.
  init(products: [ArraySlice<UInt8>], known: (UInt8) -> Bool, fallsBack: Bool, fuses: Bool) {
    var joins = [Bool](repeating: false, count: Self.kinds * Self.kinds)
    for product in products {
      product.withUnsafeBufferPointer { product in
        var place = 0
        var before: Int?
        while place < product.count {
          let kind = Self.kind(product, place, product.count)
          if let before { joins[before * Self.kinds + kind] = true }
          before = kind
          place += UTF8Scalars.decode(product, place).length
        }
      }
    }
    joins[Self.other * Self.kinds + Self.other] = true
    if fuses, !fallsBack {
      // Beside each other they are one token, whichever they are.
      let unknown = (UInt8.min..<0x80).filter { !known($0) }.map(Int.init) + [Self.other, Self.mark]
      for left in unknown { for right in unknown { joins[left * Self.kinds + right] = true } }
    }
    self.joins = joins
  }

  @inline(__always)
  private static func kind(_ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ end: Int) -> Int {
    let byte = text[place]
    if byte < 0x80 { return Int(byte) }
    let isMark =
      byte == 0xE2 && place &+ 2 < end && text[place &+ 1] == 0x96 && text[place &+ 2] == 0x81
    return isMark ? mark : other
  }

  /// Calls `each` with the parts of `from ..< to`.
  @inline(__always)
  func forEach(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int, _ each: (Int, Int) throws -> Void
  ) rethrows {
    guard from < to else { return }
    try joins.withUnsafeBufferPointer { joins in
      var start = from
      var at = from
      var before = -1
      while at < to {
        let byte = text[at]
        let kind = Self.kind(text, at, to)
        if before >= 0, !joins[before &* Self.kinds &+ kind] {
          try each(start, at)
          start = at
        }
        before = kind
        at &+= byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
      }
      try each(start, to)
    }
  }
}
