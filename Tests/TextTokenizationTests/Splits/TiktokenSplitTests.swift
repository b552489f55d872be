import Testing
import TextTokenization

/// What `tools/golden/tiktoken_splits.py` has written, for the texts of `SplitGolden`.
private struct TiktokenGolden: Decodable {
  struct Results: Decodable {
    var texts: [[Int]]
    var mixtures: [UInt32]
  }
  var patterns: [String: String]
  var group: Int
  var results: [String: Results]
}

@Suite struct TiktokenSplitTests {
  private static let golden = Result { () throws -> TiktokenGolden in
    try SplitGolden.read("tiktoken_splits")
  }

  @Test func namedPatternsAreThoseOfTiktoken() throws {
    let patterns = try Self.golden.get().patterns
    #expect(patterns["r50k_base"] == SplitPatterns.tiktokenR50k)
    #expect(patterns["cl100k_base"] == SplitPatterns.tiktokenCL100k)
    #expect(patterns["o200k_base"] == SplitPatterns.o200k)
  }

  @Test(arguments: ["r50k_base", "cl100k_base", "o200k_base"])
  func piecesAreThoseOfTiktoken(_ name: String) throws {
    let golden = try Self.golden.get()
    let pattern = try #require(golden.patterns[name])
    let results = try #require(golden.results[name])
    let texts = try SplitGolden.shared.get()
    // By hand, and through the engine in the syntax for other patterns of tiktoken's.
    let engine = try SplitPatterns.oniguruma(tiktoken: pattern)
    for splitter in [try SplitPatterns.splitter(forTiktoken: pattern), engine] {
      for (text, lengths) in zip(texts.texts, results.texts) {
        #expect(try splitter.lengths(Array(text.utf8)) == lengths, "\(name): \(text.debugDescription)")
      }
      var random = SplitMix(state: 20)
      for (number, wanted) in results.mixtures.enumerated() {
        var crc: UInt32 = 0
        for _ in 0..<golden.group { crc = try splitter.checksum(texts.mixture(&random), continuing: crc) }
        #expect(crc == wanted, "\(name): group \(number)")
      }
    }
  }
}
