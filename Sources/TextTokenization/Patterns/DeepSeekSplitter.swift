/// The main pattern of DeepSeek V3 and R1. Numbers and controls match only as the character before a word; elsewhere
/// they are left between matches.
///
///     [!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|
///      ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
struct DeepSeekTextSplitter: ScannedSplitter {
  private static let word: KindSet = [.letter, .mark]

  @inline(__always)
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    let (kind, next) = text.character(place)
    if kind.meets(Self.word) { return text.letters(next, of: Self.word) }
    let byte = text.bytes[place]
    if kind.meets(.punctuation) {
      if byte < 0x80 {
        let end = text.asciiLetters(next, foldingCase: true)
        if end > next { return end }
      }
      return text.lineEnds(text.run(next, of: .punctuation), orSlashes: false)
    }
    if next < text.end, !kind.meets(.newline) {
      let (following, after) = text.character(next)
      if following.meets(Self.word) { return text.letters(after, of: Self.word) }
      if byte == 0x20, following.meets(.punctuation) {
        return text.lineEnds(text.run(after, of: .punctuation), orSlashes: false)
      }
    }
    return kind.meets(.space) ? text.spaces(place, lines: true) : place
  }
}

/// `\p{N}{1,3}`, or one of another greatest number.
struct NumberSplitter: ScannedSplitter {
  let group: Int

  @inline(__always)
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    let (kind, next) = text.character(place)
    return kind.meets(.number) ? text.numbers(next, atMost: group) : place
  }
}

/// `[一-龥぀-ゟ゠-ヿ]+`: a run of Han characters and kana.
struct HanSplitter: ScannedSplitter {
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    var at = place
    while at < text.end, let next = character(text, at) { at = next }
    if let looks = text.looks { looks.pointee += at - place + 1 }
    return at
  }

  /// Where the character behind the one at `place` begins, nil when that is not of the set.
  @inline(__always)
  func character(_ text: ScannedText, _ place: Int) -> Int? {
    // All of the set are three bytes.
    guard text.bytes[place] & 0xF0 == 0xE0 else { return nil }
    let (codePoint, next) = text.wideCodePoint(place)
    let found = (0x4E00...0x9FA5).contains(codePoint) || (0x3040...0x30FF).contains(codePoint)
    return found ? next : nil
  }
}

/// DeepSeek's three patterns one after another, each on the pieces of the one before, in one pass.
struct DeepSeekSplitter: TextSplitter {
  private let numbers = NumberSplitter(group: 3)
  private let han = HanSplitter()
  private let main = DeepSeekTextSplitter()

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
      // Nothing of the last pattern matches inside numbers.
      let numbersEnd = numbers.matchEnd(scanned, place)
      if numbersEnd > place {
        try piece(place, numbersEnd)
        place = numbersEnd
        continue
      }
      let hanEnd = han.matchEnd(scanned, place)
      let end = hanEnd > place ? hanEnd : plainEnd(scanned, place)
      try main.scan(text, place, end, counting: looks) { start, end, _ in try piece(start, end) }
      place = end
    }
  }

  /// Where the first number or Han character behind `place` is.
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
      if kind.meets(.number) || han.character(text, at) != nil { break }
      at = next
    }
    if let looks = text.looks { looks.pointee += at - place + 1 }
    return at
  }
}
