import COnig

/// Gives Oniguruma the general categories of ``CharacterKinds``: a system's library may know an older Unicode than
/// `tokenizers` does. What else depends on the version (`\w`, `\d`, other scripts, the case of new letters) stays as the
/// library has it.
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
