import Testing
import TextTokenization

/// A scanner looks at each byte a few times at most, whatever the text. Time itself is not measured.
@Suite struct SplitWorkTests {
  static let texts: [(name: String, unit: String)] = [
    ("one letter", "a"), ("one capital", "A"), ("spaces", " "), ("line ends", "\n"), ("marks", "\u{301}"),
    ("numbers", "1"), ("punctuation", "!"), ("apostrophes", "'"), ("slashes", "/"), ("Han", "漢"),
    ("wide spaces", "\u{3000}"), ("controls", "\u{0}"), ("words", "ab "), ("lines of spaces", " \n"),
    ("capitals and marks", "A\u{301}"), ("marks and capitals", "\u{301}AAAA"), ("case turns", "aB"),
    ("contractions", "'s"), ("modifiers", "Aʰ"), ("numbers and Han", "1漢"), ("spaces and controls", " \u{0}"),
  ]

  @Test(arguments: texts.map(\.unit)) func workIsLinear(_ unit: String) throws {
    // The short ones first, so that a scanner that is not linear fails soon.
    for size in [1 << 12, 1 << 20] {
      let repeated = Array(String(repeating: unit, count: size / unit.utf8.count).utf8)
      for end in ["", "x", " x", "\nx", "!"] { try checkWork(repeated + Array(end.utf8)) }
    }
  }

  func checkWork(_ text: [UInt8]) throws {
    for pattern in SplitPatterns.writtenOut {
      let work = try #require(SplitPatterns.work(of: pattern, on: text))
      // Besides runs, a piece costs a few characters that are looked at one by one.
      try #require(work.looks <= 4 * text.count + 64, "\(pattern)")
      try #require(work.pieces <= text.count)
    }
    for work in SplitPatterns.workOfSequences(on: text) {
      try #require(work.looks <= 5 * text.count + 64 && work.pieces <= text.count)
    }
  }
}
