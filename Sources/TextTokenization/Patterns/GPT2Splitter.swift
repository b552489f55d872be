/// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
struct GPT2Splitter: ScannedSplitter {
  private static let rest = KindSet.all.subtracting([.space, .letter, .number])

  @inline(__always)
  func matchEnd(_ text: ScannedText, _ place: Int) -> Int {
    let byte = text.bytes[place]
    if byte == 0x27, let end = text.contraction(place, ignoringCase: false) { return end }
    var (kind, next) = text.character(place)
    if byte == 0x20, next < text.end {
      let (following, after) = text.character(next)
      if !following.meets(.space) { (kind, next) = (following, after) }
    }
    if kind.meets(.letter) { return text.letters(next, of: .letter) }
    if kind.meets(.number) { return text.run(next, of: .number) }
    if !kind.meets(.space) { return text.run(next, of: Self.rest) }
    return text.spaces(place, lines: false)
  }
}
