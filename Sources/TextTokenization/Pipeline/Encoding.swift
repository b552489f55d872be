/// The tokens of a text, and where each stands in it.
public struct Encoding: Sendable, Equatable {
  public var ids: [UInt32]
  /// Of each token, from 0, in the unit that was asked for; both 0 for a token that the text does not have.
  public var offsets: [Range<Int>]

  /// What offsets count.
  public enum Unit: Sendable {
    /// Bytes of UTF-8.
    case bytes
    /// Unicode scalars, as `tokenizers` has them in Python.
    case characters
  }
}

extension Encoding {
  init(_ tokens: [PlacedToken]) {
    ids = tokens.map(\.id)
    offsets = tokens.map { $0.start..<max($0.start, $0.end) }
  }
}

/// A token on its way to an encoding.
struct PlacedToken {
  var id: UInt32
  var start: Int
  var end: Int
  /// Spaces at the two ends of what the token is, for processors that trim.
  var spaceBefore = 0
  var spaceBehind = 0
}

/// The index of the character that each byte belongs to.
struct CharacterOffsets {
  private let index: [Int]

  init(_ text: UnsafeBufferPointer<UInt8>) {
    var index: [Int] = []
    index.reserveCapacity(text.count)
    var character = -1
    for byte in text {
      if byte & 0xC0 != 0x80 { character += 1 }
      index.append(max(character, 0))
    }
    self.index = index
  }

  /// What starts at the end of the text stays as it is, as in `tokenizers`.
  func convert(_ token: inout PlacedToken) {
    guard token.start < index.count else { return }
    let start = index[token.start]
    if token.end < index.count {
      token.end = index[token.end]
    } else {
      token.end = (token.end > 0 && token.end - 1 < index.count ? index[token.end - 1] : start + 1) + 1
    }
    token.start = start
  }
}
