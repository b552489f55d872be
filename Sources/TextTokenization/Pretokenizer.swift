/// Cuts text into the pieces inside which byte pairs are merged, as GPT-2's pattern does:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// Written out as a scan over UTF-8 with a table for ASCII. Pieces follow one another and cover the text.
public enum Pretokenizer {
  enum Class: UInt8 { case letter, number, space, other }

  /// Calls `piece` with the byte range of every piece, in order.
  public static func forEachPiece(_ text: UnsafeBufferPointer<UInt8>, _ piece: (Range<Int>) -> Void) {
    var start = 0
    while start < text.count {
      let end = pieceEnd(text, start)
      piece(start..<end)
      start = end
    }
  }

  private static func pieceEnd(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    if text[start] == 0x27, let end = contraction(text, start) { return end }
    var position = start
    var (kind, next) = scalar(text, position)
    if text[start] == 0x20, next < text.count {
      let (following, after) = scalar(text, next)
      if following != .space {
        position = next
        (kind, next) = (following, after)
      }
    }
    if kind != .space { return run(text, next, of: kind) }
    // A row of spaces leaves its last one to the word behind it.
    var last = position
    while next < text.count {
      let (following, after) = scalar(text, next)
      if following != .space { return last == start ? next : last }
      last = next
      next = after
    }
    return next
  }

  private static func run(_ text: UnsafeBufferPointer<UInt8>, _ from: Int, of kind: Class) -> Int {
    var position = from
    while position < text.count {
      let (following, after) = scalar(text, position)
      if following != kind { break }
      position = after
    }
    return position
  }

  /// The end of 's, 't, 'm, 'd, 're, 've or 'll.
  private static func contraction(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int? {
    guard start + 1 < text.count else { return nil }
    let a = text[start + 1]
    if a == 0x73 || a == 0x74 || a == 0x6D || a == 0x64 { return start + 2 }
    guard start + 2 < text.count else { return nil }
    let b = text[start + 2]
    let two = (a == 0x72 && b == 0x65) || (a == 0x76 && b == 0x65) || (a == 0x6C && b == 0x6C)
    return two ? start + 3 : nil
  }

  /// The class of the character at `position` and where the next one begins. A byte that is not UTF-8 is `other`.
  private static func scalar(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> (Class, Int) {
    let byte = text[position]
    if byte < 0x80 { return (asciiClass(byte), position + 1) }
    let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : 2
    guard byte >= 0xC2, position + length <= text.count else { return (.other, position + 1) }
    var value = UInt32(byte) & (0xFF >> (UInt32(length) + 1))
    for i in 1..<length { value = value << 6 | UInt32(text[position + i] & 0x3F) }
    guard let scalar = Unicode.Scalar(value) else { return (.other, position + 1) }
    return (unicodeClass(scalar), position + length)
  }

  private static func asciiClass(_ byte: UInt8) -> Class {
    switch byte {
    case 0x41...0x5A, 0x61...0x7A: .letter
    case 0x30...0x39: .number
    case 0x20, 0x09...0x0D: .space
    default: .other
    }
  }

  private static func unicodeClass(_ scalar: Unicode.Scalar) -> Class {
    if scalar.properties.isWhitespace { return .space }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: return .letter
    case .decimalNumber, .letterNumber, .otherNumber: return .number
    default: return .other
    }
  }
}
