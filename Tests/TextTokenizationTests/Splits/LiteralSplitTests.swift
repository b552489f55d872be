import Testing
import TextTokenization

@Suite struct LiteralSplitTests {
  @Test(arguments: [
    ("a", "a"), ("aa", "aa"), ("aab", "aab"), ("abab", "abab"), (" ", " "), ("  ", "  "), ("\r\n", #"\r\n"#),
    ("'s", "'s"), ("é", "é"), ("..", #"\.\."#), ("", ""), ("▁", "▁"), ("b a", "b a"),
  ])
  func literalsAreCutAsByTheEngine(_ literal: String, _ pattern: String) throws {
    let splitter = try SplitPatterns.splitter(forLiteral: literal)
    let engine = try SplitPatterns.oniguruma(pattern)
    let golden = try SplitGolden.shared.get()
    var random = SplitMix(state: 9)
    for number in 0..<3000 {
      let text =
        number % 2 == 0
        ? golden.mixture(&random)
        : (0..<random.below(30)).flatMap { _ in
          Array(["a", "b", " ", "ab", "é", ".", "▁"][random.below(7)].utf8)
        }
      #expect(try splitter.marked(text) == engine.marked(text), "\(String(decoding: text, as: UTF8.self))")
    }
  }
}
