/// A token that is found in text before the text is cut into pieces.
public struct AddedToken: Sendable, Equatable {
  public var content: String
  public var id: UInt32
  /// Only where no letter, digit or underscore is beside it.
  public var isSingleWord = false
  /// Takes the spaces before it along.
  public var takesSpaceBefore = false
  /// Takes the spaces behind it along.
  public var takesSpaceBehind = false
  /// Is looked for in the normalized text, in its normalized form.
  public var isNormalized = true
  /// Is left out of decoded text when special tokens are.
  public var isSpecial = false

  public init(content: String, id: UInt32) {
    self.content = content
    self.id = id
  }
}

/// The added tokens of a vocabulary, and where they stand in text.
struct AddedTokens: Sendable {
  /// By id.
  let tokens: [AddedToken]
  private let byID: [UInt32: Int]
  private let raw: Matcher
  private let normalized: Matcher
  /// What a token is in decoded text, where that is not its content.
  private let normalizedContents: [UInt32: [UInt8]]
  private let specials: Set<[UInt8]>

  /// - Parameters:
  ///   - tokens: with the ids that they have; of equal contents one.
  ///   - areFound: whether they are looked for in text, and not only decoded.
  init(_ tokens: [AddedToken], _ normalizer: Normalizer?, areFound: Bool = true) throws {
    let sorted = tokens.sorted { $0.id < $1.id }
    self.tokens = sorted
    byID = Dictionary(sorted.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { $1 })
    var raw = Matcher()
    var normalized = Matcher()
    var contents: [UInt32: [UInt8]] = [:]
    for token in sorted {
      var content = Array(token.content.utf8)
      guard token.isNormalized else {
        if areFound { raw.add(content, token) }
        continue
      }
      if let normalizer {
        let changed = try Self.normalized(content, normalizer)
        if changed != content { contents[token.id] = changed }
        content = changed
      }
      if areFound { normalized.add(content, token) }
    }
    self.raw = raw
    self.normalized = normalized
    normalizedContents = contents
    specials = Set(sorted.filter(\.isSpecial).map { Array($0.content.utf8) })
  }

  private static func normalized(_ content: [UInt8], _ normalizer: Normalizer) throws -> [UInt8] {
    var text = content.withUnsafeBufferPointer {
      NormalizedText($0, from: 0, to: $0.count, keepsOffsets: false)
    }
    try normalizer.normalize(&text)
    return text.bytes
  }

  subscript(id: UInt32) -> AddedToken? { byID[id].map { tokens[$0] } }

  /// The bytes that stand for a token when it is decoded.
  func decoded(_ id: UInt32) -> [UInt8]? {
    guard let token = self[id] else { return nil }
    return normalizedContents[id] ?? Array(token.content.utf8)
  }

  func isSpecial(_ content: [UInt8]) -> Bool { specials.contains(content) }

  /// A part of a text: an added token, or what is between them.
  struct Part {
    var from: Int
    var to: Int
    var id: UInt32?
  }

  var looksInNormalizedText: Bool { !normalized.isEmpty }

  /// The parts of a text, in order.
  func parts(raw text: UnsafeBufferPointer<UInt8>, after context: TextContext, _ parts: inout [Part]) {
    raw.parts(text, &parts, afterSpaceTaker: context.takesSpace, afterWord: Self.isWord(context.last))
  }
  func parts(normalized text: UnsafeBufferPointer<UInt8>, after context: TextContext, _ parts: inout [Part]) {
    normalized.parts(
      text, &parts, afterSpaceTaker: context.takesNormalizedSpace,
      afterWord: context.goesOn && Self.isWord(context.last))
  }

  private static func isWord(_ last: UInt32?) -> Bool {
    last.map { CharacterSets.contains(.word, $0) } ?? false
  }
}

/// Finds the leftmost of some tokens, of those that begin there the longest, and goes on behind it.
private struct Matcher: Sendable {
  private var trie = ByteTrie()
  private var tokens: [AddedToken] = []
  /// The one byte that all of them begin with, -1 for several.
  private var firstByte = -2

  var isEmpty: Bool { tokens.isEmpty }

  mutating func add(_ content: [UInt8], _ token: AddedToken) {
    guard let first = content.first else { return }
    trie.add(content, value: UInt32(tokens.count))
    tokens.append(token)
    firstByte = firstByte == -2 || firstByte == Int(first) ? Int(first) : -1
  }

  /// - Parameters:
  ///   - afterSpaceTaker: a token stands before the text that takes its spaces along.
  ///   - afterWord: a letter, digit or underscore stands before the text.
  func parts(
    _ text: UnsafeBufferPointer<UInt8>, _ parts: inout [AddedTokens.Part], afterSpaceTaker: Bool,
    afterWord: Bool
  ) {
    var gap = afterSpaceTaker ? Self.spaceBehind(0, text) : 0
    var place = 0
    while !tokens.isEmpty, place < text.count {
      place = candidate(text, place)
      guard place < text.count else { break }
      guard let found = trie.longest(text, place) else {
        place += 1
        continue
      }
      let token = tokens[Int(found.value)]
      var start = place
      var end = found.end
      place = end
      if token.isSingleWord {
        let isBehindWord = start > 0 ? Self.isWordBefore(start, text) : afterWord
        if isBehindWord || Self.isWord(end, text) { continue }
      }
      if token.takesSpaceBefore { start = max(Self.spaceBefore(start, text, from: gap), gap) }
      // The token before has taken all of this one: there that is a crash.
      if start > end { continue }
      // Up to the gap there are spaces that a token has taken already.
      if token.takesSpaceBehind { end = end < gap ? gap : Self.spaceBehind(end, text) }
      if gap < start { parts.append(AddedTokens.Part(from: gap, to: start, id: nil)) }
      parts.append(AddedTokens.Part(from: start, to: end, id: token.id))
      gap = end
    }
    if gap != text.count { parts.append(AddedTokens.Part(from: gap, to: text.count, id: nil)) }
  }

  /// The next place at which a token may begin.
  @inline(__always) private func candidate(_ text: UnsafeBufferPointer<UInt8>, _ from: Int) -> Int {
    var place = from
    if firstByte >= 0 {
      let byte = UInt8(truncatingIfNeeded: firstByte)
      let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
      if let base = text.baseAddress {
        while place &+ 8 <= text.count {
          let word = UnsafeRawPointer(base + place).loadUnaligned(as: UInt64.self) ^ pattern
          if (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 != 0 { break }
          place &+= 8
        }
      }
      while place < text.count, text[place] != byte { place &+= 1 }
      return place
    }
    while place < text.count, !trie.begins(text[place]) { place &+= 1 }
    return place
  }

  private static func isWordBefore(_ place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place > 0 else { return false }
    return CharacterSets.contains(.word, UTF8Scalars.decode(text, UTF8Scalars.before(place, text)).codePoint)
  }

  private static func isWord(_ place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard place < text.count else { return false }
    return CharacterSets.contains(.word, UTF8Scalars.decode(text, place).codePoint)
  }

  private static func spaceBefore(_ place: Int, _ text: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
    var at = place
    while at > from {
      let before = UTF8Scalars.before(at, text, from: from)
      guard CharacterSets.isWhitespace(UTF8Scalars.decode(text, before).codePoint) else { break }
      at = before
    }
    return at
  }

  private static func spaceBehind(_ place: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
    var at = place
    while at < text.count {
      let (codePoint, length) = UTF8Scalars.decode(text, at)
      guard CharacterSets.isWhitespace(codePoint) else { break }
      at += length
    }
    return at
  }
}
