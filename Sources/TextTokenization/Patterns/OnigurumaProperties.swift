import COnig

/// Gives Oniguruma the general categories, words and digits of ``CharacterKinds``: a system's library may know an older
/// Unicode than `tokenizers` does. What else depends on the version (`\b`, other scripts, the case of new letters) stays as
/// the library has it.
enum OnigurumaProperties {
  /// Oniguruma takes at most twenty.
  private static let categories: [(names: [String], kinds: KindSet)] = [
    (["L", "Letter"], .letter),
    (["Lu"], KindSet(.uppercase)),
    (["Ll"], .lowercase),
    (["Lt"], KindSet(.titlecase)),
    (["Lm"], KindSet(.modifier)),
    (["Lo"], KindSet(.otherLetter)),
    (["M", "Mark"], .mark),
    (["N", "Number"], .number),
    (["P", "Punctuation"], KindSet(.punctuation)),
    (["S", "Symbol"], KindSet(.symbol)),
  ]

  /// To be called once, before the first pattern is compiled.
  static func define() {
    for (names, kinds) in categories {
      let ranges = kept(ranges(of: kinds))
      for name in names { onig_unicode_define_user_property(name, ranges) }
    }
    onig_unicode_define_user_property("Han", kept(CharacterKinds.han))
    onig_unicode_define_user_property("Nd", kept(CharacterKinds.digit))
    onig_unicode_define_user_property("KnownWord", kept(CharacterKinds.word))
    onig_unicode_define_user_property("KnownWordInClass", kept(CharacterKinds.wordInClass))
  }

  /// The pattern with `\w` and `\d` as properties, unless it switches them to ASCII with an option such as `(?W)`.
  static func withProperties(_ pattern: String) -> [UInt8] {
    let bytes = Array(pattern.utf8)
    var result: [UInt8] = []
    var place = 0
    // Of brackets, and where one would belong to the class that begins there.
    var depth = 0
    var first = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "("), place + 1 < bytes.count, bytes[place + 1] == UInt8(ascii: "?") {
        let options = bytes[(place + 2)...].prefix { $0 == 0x2D || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }
        if options.contains(where: { $0 < 0x61 && $0 != 0x2D }) { return bytes }
      }
      guard byte == UInt8(ascii: "\\"), place + 1 < bytes.count else {
        if byte == UInt8(ascii: "[") {
          depth += 1
          first = place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "^") ? place + 2 : place + 1
        }
        if byte == UInt8(ascii: "]"), depth > 0, place != first { depth -= 1 }
        result.append(byte)
        place += 1
        continue
      }
      let word = depth > 0 ? "{KnownWordInClass}" : "{KnownWord}"
      switch bytes[place + 1] {
      case UInt8(ascii: "w"): result += Array((#"\p"# + word).utf8)
      case UInt8(ascii: "W"): result += Array((#"\P"# + word).utf8)
      case UInt8(ascii: "d"): result += Array(#"\p{Nd}"#.utf8)
      case UInt8(ascii: "D"): result += Array(#"\P{Nd}"#.utf8)
      default: result += bytes[place...(place + 1)]
      }
      place += 2
    }
    return result
  }

  private static func ranges(of kinds: KindSet) -> [ClosedRange<UInt32>] {
    var ranges: [ClosedRange<UInt32>] = []
    let runs = CharacterKinds.runs
    for (place, run) in runs.enumerated() where KindSet(rawValue: 1 << UInt16(run & 15)).meets(kinds) {
      let first = run >> 4
      let last = (place + 1 < runs.count ? runs[place + 1] >> 4 : 0x110000) - 1
      if let before = ranges.last, before.upperBound + 1 == first {
        ranges[ranges.count - 1] = before.lowerBound...last
      } else {
        ranges.append(first...last)
      }
    }
    return ranges
  }

  /// Oniguruma's form, the number of ranges and then their ends; it reads them for the life of the program.
  private static func kept(_ ranges: [ClosedRange<UInt32>]) -> UnsafeMutablePointer<OnigCodePoint> {
    let copy = UnsafeMutablePointer<OnigCodePoint>.allocate(capacity: 1 + 2 * ranges.count)
    copy[0] = OnigCodePoint(ranges.count)
    for (number, range) in ranges.enumerated() {
      copy[1 + 2 * number] = range.lowerBound
      copy[2 + 2 * number] = range.upperBound
    }
    return copy
  }
}
