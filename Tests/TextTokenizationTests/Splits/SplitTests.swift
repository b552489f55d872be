import Testing
import TextTokenization

@Suite struct SplitTests {
  static let families = [
    "gpt2", "smollm", "cl100k", "qwen2", "qwen35", "o200k", "tekken", "deepseek", "deepseek-main",
  ]

  static func splitter(_ family: String) throws -> (any TextSplitter, SplitGolden, SplitGolden.Results) {
    let golden = try SplitGolden.shared.get()
    let patterns = try #require(golden.families[family])
    let splitter =
      patterns[0] == "Digits"
      ? try SplitPatterns.splitter(singleDigitsThen: patterns[1])
      : try SplitPatterns.splitter(forSequence: patterns)
    return (splitter, golden, try #require(golden.results[family]))
  }

  @Test func namedPatternsAreThoseOfTheFamilies() throws {
    let families = try SplitGolden.shared.get().families
    let named = [
      "gpt2": SplitPatterns.gpt2, "cl100k": SplitPatterns.cl100k, "qwen2": SplitPatterns.qwen2,
      "qwen35": SplitPatterns.qwen35, "o200k": SplitPatterns.o200k, "tekken": SplitPatterns.tekken,
    ]
    for (family, pattern) in named {
      #expect(families[family]?.map { Array($0.utf8) } == [Array(pattern.utf8)], "\(family)")
    }
    #expect(SplitPatterns.llama3 == SplitPatterns.cl100k)
    #expect(families["deepseek"]?.map { Array($0.utf8) } == SplitPatterns.deepSeek.map { Array($0.utf8) })
    for family in Self.families {
      for pattern in families[family] ?? [] where pattern != "Digits" {
        #expect(SplitPatterns.isWrittenOut(pattern), "\(pattern)")
      }
    }
    #expect(families.keys.sorted() == (Self.families + Self.others).sorted())
    #expect(!SplitPatterns.isWrittenOut(#"\p{N}{1,4}"#))
  }

  /// Other patterns, which Oniguruma runs.
  static let others = (0..<19).map { "other-\($0)" }

  @Test(arguments: families + others) func piecesAreThoseOfTokenizers(_ family: String) throws {
    let (splitter, golden, results) = try Self.splitter(family)
    for (text, lengths) in zip(golden.texts, results.texts) {
      #expect(try splitter.lengths(Array(text.utf8)) == lengths, "\(family): \(text.debugDescription)")
    }
    #expect(golden.texts.count == results.texts.count && golden.texts.count > 200)
  }

  @Test(arguments: families + others) func everyCodePointIsCutAsByTokenizers(_ family: String) throws {
    let (splitter, golden, results) = try Self.splitter(family)
    var wanted = results.blocks.makeIterator()
    for start in family.hasPrefix("other") ? golden.otherBlockStarts : golden.blockStarts {
      let text = golden.block(start)
      if text.isEmpty { continue }
      #expect(try splitter.checksum(text) == wanted.next(), "\(family): block \(start)")
    }
    #expect(wanted.next() == nil)
  }

  @Test(arguments: families + others) func mixturesAreCutAsByTokenizers(_ family: String) throws {
    let (splitter, golden, results) = try Self.splitter(family)
    var random = SplitMix(state: 20)
    for (number, wanted) in results.mixtures.enumerated() {
      var crc: UInt32 = 0
      for _ in 0..<golden.group { crc = try splitter.checksum(golden.mixture(&random), continuing: crc) }
      #expect(crc == wanted, "\(family): group \(number)")
    }
  }

  /// A part of a text is cut as if it were all of it.
  @Test(arguments: families) func rangesAreTextsOfTheirOwn(_ family: String) throws {
    let (splitter, golden, _) = try Self.splitter(family)
    for text in golden.texts {
      let bytes = Array(text.utf8)
      let whole = try splitter.marked(bytes).map { [$0[0] + 5, $0[1] + 5, $0[2]] }
      for around in ["aaaaa", "\n\n \n ", "'''''", "11111"] {
        let surrounded = Array(around.utf8) + bytes + Array(around.utf8)
        #expect(try splitter.marked(surrounded, from: 5, to: 5 + bytes.count) == whole)
      }
    }
  }

  /// What is not UTF-8 is cut somewhere, without a byte lost and without reading past the end.
  @Test(arguments: families) func brokenTextIsCovered(_ family: String) throws {
    let (splitter, golden, _) = try Self.splitter(family)
    var random = SplitMix(state: 3)
    for _ in 0..<2000 {
      var text = golden.mixture(&random)
      for _ in 0..<3 { text[random.below(text.count)] = UInt8(random.below(256)) }
      text = Array(text.prefix(1 + random.below(text.count)))
      var place = 0
      for piece in try splitter.marked(text) {
        #expect(piece[0] == place && piece[1] > place)
        place = piece[1]
      }
      #expect(place == text.count)
    }
  }
}
