/// The patterns of o200k and what descends from it: a word is capitals and then small letters, so that it ends where
/// the next capital begins. Letters without case, modifiers and marks (here: neutral) count as either.
///
///     [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
///     [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|
///     \p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+
struct CasedWordSplitter: ScannedSplitter {
  /// The most numbers in one group.
  let group: Int
  /// Whether a word takes the contraction behind it.
  let contractions: Bool

  private static let neutral: KindSet = [.caseless, .mark]
  private static let upper: KindSet = [.capital, neutral]
  private static let lower: KindSet = [.lowercase, neutral]
  private static let word: KindSet = [.letter, .mark]
  private static let rest = KindSet.all.subtracting([.space, .letter, .number])

  init(numbers group: Int, contractions: Bool) {
    self.group = group
    self.contractions = contractions
  }

  @inline(__always)
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    let (kind, next) = text.character(place)
    if kind.meets(.letter) { return contracted(text, word(text, place).end) }
    if kind.meets(.number) { return text.numbers(next, atMost: group) }
    if next < text.end, !kind.meets(.newline) {
      let (following, after) = text.character(next)
      if following.meets(Self.word) {
        let (end, hasLower) = word(text, next)
        // A mark may be the character before a word or the word itself: the pattern tries the first way first, but
        // takes the second way with a small letter rather than the first without one.
        if hasLower || !kind.meets(.mark) { return contracted(text, end) }
      } else if text.bytes[place] == 0x20, following.meets(Self.rest) {
        return text.lineEnds(text.run(after, of: Self.rest), orSlashes: true)
      }
    }
    if kind.meets(.mark) { return contracted(text, word(text, place).end) }
    if kind.meets(.space) { return text.spaces(place, lines: true) }
    return text.lineEnds(text.run(next, of: Self.rest), orSlashes: true)
  }

  /// The end of the word at a letter or mark, and whether it has at its end what can be a small letter, so that the
  /// first of the pattern's two alternatives matches.
  @inline(__always)
  private func word(_ text: ScannedText, _ place: Int) -> (end: Int, hasLower: Bool) {
    var at = place
    var neutralEnd: Int?
    var stop: KindSet = []
    while at < text.end {
      let (kind, next) = text.character(at)
      if !kind.meets(Self.upper) {
        stop = kind
        break
      }
      at = next
      if kind.meets(Self.neutral) { neutralEnd = next }
    }
    if let looks = text.looks { looks.pointee += at - place + 1 }
    if stop.meets(.lowercase) { return (text.lowercase(at, of: Self.lower), true) }
    // The capitals give back what stands behind the last character that can be small as well.
    if let neutralEnd { return (neutralEnd, true) }
    return (at, false)
  }

  @inline(__always)
  private func contracted(_ text: ScannedText, _ place: Int) -> Int {
    guard contractions, place < text.end, text.bytes[place] == 0x27 else { return place }
    return text.contraction(place, ignoringCase: true) ?? place
  }
}
