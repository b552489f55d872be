/// UTF-8 text that hand-written scanners read: characters, their kinds, and runs of them.
///
/// No scanner here looks at a character more than a few times, so all of them take linear time.
struct ScannedText {
  let bytes: UnsafePointer<UInt8>
  /// Where the text ends.
  let end: Int
  let kinds: CharacterKinds
  /// Counts the bytes that runs look at, for tests.
  let looks: UnsafeMutablePointer<Int>?

  /// The kinds of the character at `place`, and where the next one begins. What is not UTF-8 is `other`, byte by byte.
  @inline(__always) func character(_ place: Int) -> (kind: KindSet, next: Int) {
    let byte = bytes[place]
    if byte < 0x80 { return (kinds.ascii[Int(byte)], place &+ 1) }
    return wideCharacter(place)
  }

  func wideCharacter(_ place: Int) -> (kind: KindSet, next: Int) {
    let (codePoint, next) = wideCodePoint(place)
    return (codePoint < 0x110000 ? kinds[codePoint] : .other, next)
  }

  /// The code point that begins with a byte of 0x80 or more, `UInt32.max` for what is not UTF-8.
  @inline(__always) func wideCodePoint(_ place: Int) -> (codePoint: UInt32, next: Int) {
    let lead = UInt32(bytes[place])
    let left = end &- place
    if lead < 0xE0 {
      guard lead >= 0xC2, left >= 2 else { return (.max, place &+ 1) }
      return ((lead & 0x1F) << 6 | tail(place, 1), place &+ 2)
    }
    if lead < 0xF0 {
      guard left >= 3 else { return (.max, place &+ 1) }
      return ((lead & 0x0F) << 12 | tail(place, 1) << 6 | tail(place, 2), place &+ 3)
    }
    guard lead < 0xF5, left >= 4 else { return (.max, place &+ 1) }
    let codePoint = (lead & 0x07) << 18 | tail(place, 1) << 12 | tail(place, 2) << 6 | tail(place, 3)
    return (codePoint, place &+ 4)
  }

  @inline(__always) private func tail(_ place: Int, _ number: Int) -> UInt32 {
    UInt32(bytes[place &+ number] & 0x3F)
  }

  /// Where the run of characters of `set` that goes on at `place` ends.
  @inline(__always) func run(_ place: Int, of set: KindSet) -> Int {
    var at = place
    while at < end {
      let (kind, next) = character(at)
      if !kind.meets(set) { break }
      at = next
    }
    if let looks { looks.pointee += at - place + 1 }
    return at
  }

  /// As ``run(_:of:)`` for a set that holds all ASCII letters: eight bytes at a time.
  @inline(__always) func letters(_ place: Int, of set: KindSet) -> Int {
    letters(place, of: set, foldingCase: true)
  }

  /// As ``run(_:of:)`` for a set that holds a … z and nothing else of ASCII.
  @inline(__always) func lowercase(_ place: Int, of set: KindSet) -> Int {
    letters(place, of: set, foldingCase: false)
  }

  @inline(__always) private func letters(_ place: Int, of set: KindSet, foldingCase: Bool) -> Int {
    var at = place
    while true {
      at = asciiLetters(at, foldingCase: foldingCase)
      // Past the last ASCII letter: the end, another character of ASCII, or one that is to be looked up.
      guard at < end, bytes[at] >= 0x80 else { break }
      let (kind, next) = wideCharacter(at)
      if !kind.meets(set) { break }
      at = next
    }
    if let looks { looks.pointee += at - place + 1 }
    return at
  }

  @inline(__always) func asciiLetters(_ place: Int, foldingCase: Bool) -> Int {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    var at = place
    while at &+ 8 <= end {
      var word = UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt64.self).littleEndian
      let wide = word & high
      if foldingCase { word |= ones &* 0x20 }
      word &= ~high
      // The high bit of a byte says that it is at least 'a', and not more than 'z'.
      let letter = (word &+ ones &* (0x80 - 0x61)) & ~(word &+ ones &* (0x80 - 0x7B)) & ~wide & high
      if letter != high { return at &+ (letter ^ high).trailingZeroBitCount >> 3 }
      at &+= 8
    }
    while at < end {
      let byte = foldingCase ? bytes[at] | 0x20 : bytes[at]
      if byte < 0x61 || byte > 0x7A { break }
      at &+= 1
    }
    return at
  }

  /// The end of at most `limit` numbers of which one ends at `place`.
  @inline(__always) func numbers(_ place: Int, atMost limit: Int) -> Int {
    var at = place
    var count = 1
    while count < limit, at < end {
      let (kind, next) = character(at)
      if !kind.meets(.number) { break }
      at = next
      count &+= 1
    }
    return at
  }

  /// The end of `[\r\n]*`, or of `[\r\n/]*`.
  @inline(__always) func lineEnds(_ place: Int, orSlashes: Bool) -> Int {
    var at = place
    while at < end {
      let byte = bytes[at]
      guard byte == 0x0A || byte == 0x0D || (orSlashes && byte == 0x2F) else { break }
      at &+= 1
    }
    if let looks { looks.pointee += at - place + 1 }
    return at
  }

  /// The end of `\s+(?!\S)|\s+` at a space: a run leaves its last space to what follows it. When `lines` is set, of
  /// `\s*[\r\n]+|\s+(?!\S)|\s+`: a run with line ends in it is cut behind the last of them, unless `tail` is set (`\s++$|` before all that) and the run
  /// is the end of the text.
  func spaces(_ place: Int, lines: Bool, tail: Bool = false) -> Int {
    var at = place
    var last = place
    var lineEnd: Int?
    while at < end {
      let (kind, next) = character(at)
      if !kind.meets(.space) { break }
      last = at
      at = next
      if kind.meets(.newline) { lineEnd = next }
    }
    if let looks { looks.pointee += at - place + 1 }
    if lines, let lineEnd, !(tail && at == end) { return lineEnd }
    return at == end || last == place ? at : last
  }

  /// The end of `'s|'t|'re|'ve|'m|'ll|'d` at an apostrophe, nil when it is something else.
  ///
  /// Without regard to case the long s, U+017F, is an s as well.
  @inline(__always) func contraction(_ place: Int, ignoringCase: Bool) -> Int? {
    guard place &+ 1 < end else { return nil }
    let fold: UInt8 = ignoringCase ? 0x20 : 0
    let first = bytes[place &+ 1]
    switch first | fold {
    case 0x73, 0x74, 0x6D, 0x64: return place &+ 2
    case 0x72, 0x76: return second(place, 0x65, fold)
    case 0x6C: return second(place, 0x6C, fold)
    default:
      let long = ignoringCase && first == 0xC5 && place &+ 2 < end && bytes[place &+ 2] == 0xBF
      return long ? place &+ 3 : nil
    }
  }

  @inline(__always) private func second(_ place: Int, _ letter: UInt8, _ fold: UInt8) -> Int? {
    place &+ 2 < end && bytes[place &+ 2] | fold == letter ? place &+ 3 : nil
  }
}
