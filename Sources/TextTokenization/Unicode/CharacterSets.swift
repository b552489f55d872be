/// The sets of characters that normalizers and pre-tokenizers speak of, as `tokenizers` has them.
enum CharacterSets {
  struct Member: OptionSet {
    let rawValue: UInt32
    /// What `Punctuation` and `BertPreTokenizer` cut off.
    static let punctuation = Member(rawValue: 1)
    /// `\w` as `Whitespace` and `single_word` have it.
    static let word = Member(rawValue: 2)
    /// What BERT's cleaning takes away.
    static let control = Member(rawValue: 4)
    /// The accents that BERT strips.
    static let nonspacingMark = Member(rawValue: 8)
    /// What `StripAccents` takes away.
    static let combiningMark = Member(rawValue: 16)
  }

  private static let table: CodePointMap = {
    var flat = [UInt32](repeating: 0, count: 0x110000)
    func fill(_ text: StaticString, _ member: Member) {
      DataWords.ranges(text) { range in
        for codePoint in range where codePoint < 0x110000 { flat[Int(codePoint)] |= member.rawValue }
      }
    }
    fill(CharacterSetData.punctuation, .punctuation)
    fill(CharacterSetData.words, .word)
    fill(CharacterSetData.controls, .control)
    fill(CharacterSetData.nonspacingMarks, .nonspacingMark)
    fill(CharacterSetData.combiningMarks, .combiningMark)
    return CodePointMap(flat: flat)
  }()

  static func contains(_ member: Member, _ codePoint: UInt32) -> Bool {
    table[codePoint] & member.rawValue != 0
  }

  /// White_Space.
  @inline(__always) static func isWhitespace(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }

  static func isNumeric(_ codePoint: UInt32) -> Bool {
    if CharacterKinds.shared[codePoint].meets(.number) { return true }
    return (0x11DE0...0x11DE9).contains(codePoint) || (0x16FF4...0x16FF6).contains(codePoint)
  }

  /// The ideographs that BERT puts spaces around.
  static func isIdeograph(_ codePoint: UInt32) -> Bool {
    switch codePoint {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F, 0x2B740...0x2B81F,
      0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  private static let lowercaseTable: [UInt32: [UInt32]] = {
    var table: [UInt32: [UInt32]] = [:]
    DataWords.mappings(NormalizationData.lowercase) { table[$0] = $1 }
    return table
  }()

  /// The lowercase of a character by itself; nil when it is the character.
  static func lowercase(_ codePoint: UInt32) -> [UInt32]? {
    if codePoint < 0x80 { return codePoint >= 0x41 && codePoint <= 0x5A ? [codePoint | 0x20] : nil }
    return lowercaseTable[codePoint]
  }
}
