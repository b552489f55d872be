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
