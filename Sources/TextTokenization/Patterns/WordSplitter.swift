/// The patterns of cl100k and what descends from it: a word takes one character before it that is no letter, number or
/// line end, numbers come in groups, punctuation takes the line ends behind it.
///
///     (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|
///     \s*[\r\n]+|\s+(?!\S)|\s+
struct WordSplitter: ScannedSplitter {
  /// The most numbers in one group.
  private let group: Int
  /// What words are made of, ASCII letters among it.
  private let word: KindSet
  private let rest: KindSet
  private let tail: Bool

  /// - Parameters:
  ///   - marks: whether combining marks belong to words, as in `[\p{L}\p{M}]+`, or to the rest.
  ///   - tail: whether spaces at the end of a text are one piece even with line ends in them, as by `\s++$`.
  init(numbers group: Int, marks: Bool = false, tail: Bool = false) {
    self.group = group
    self.tail = tail
    word = marks ? [.letter, .mark] : .letter
    rest = KindSet.all.subtracting([.space, .number]).subtracting(word)
  }

  @inline(__always)
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    let (kind, next) = text.character(place)
    if kind.meets(word) { return text.letters(next, of: word) }
    if kind.meets(.number) { return text.numbers(next, atMost: group) }
    let byte = text.bytes[place]
    if byte == 0x27, let end = text.contraction(place, ignoringCase: true) { return end }
    if next < text.end, !kind.meets(.newline) {
      let (following, after) = text.character(next)
      if following.meets(word) { return text.letters(after, of: word) }
      if byte == 0x20, following.meets(rest) {
        return text.lineEnds(text.run(after, of: rest), orSlashes: false)
      }
    }
    if kind.meets(.space) { return text.spaces(place, lines: true, tail: tail) }
    return text.lineEnds(text.run(next, of: rest), orSlashes: false)
  }
}
