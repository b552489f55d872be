import Testing
import TextTokenization

@Suite struct TrainingTests {
  /// What `tools/golden/trained_vocabularies.py` has written.
  struct Golden: Decodable {
    struct Case: Decodable {
      var text: String
      var pattern: String?
      var size: Int
      var min_frequency: Int
      var special: [String]
      /// What follows the bytes, and the first eight tokens of all.
      var tokens: [String]
      var first: [String]
      var merges: [[UInt32]]
      /// Ids of the special tokens.
      var specialIds: [UInt32]

      var rule: SplitRule { pattern.map { .patterns([$0]) } ?? .gpt2 }
      var trainer: BPETrainer { BPETrainer(size: size, minFrequency: min_frequency, specialTokens: special) }
    }
    var texts: [String: String]
    var cases: [Case]

    static let shared = Result { () throws -> Golden in try SplitGolden.read("trained_vocabularies") }
  }

  private static func count(_ text: some StringProtocol, _ rule: SplitRule) throws -> PieceCounts {
    var counts = PieceCounts(splitter: try rule.splitter())
    try Array(text.utf8).withUnsafeBufferPointer { try counts.addLines($0) }
    return counts
  }

  @Test(arguments: 0..<9) func learnsWhatTokenizersLearns(number: Int) throws {
    let golden = try Self.Golden.shared.get()
    let one = golden.cases[number]
    let text = try #require(golden.texts[one.text])
    let vocabulary = try one.trainer.train(Self.count(text, one.rule))
    #expect(vocabulary.merges.map { [$0.left, $0.right] } == one.merges)
    #expect(Array(vocabulary.names.suffix(one.tokens.count)) == one.tokens)
    #expect(Array(vocabulary.names.prefix(8)) == one.first)
    #expect(vocabulary.specialTokens == one.specialIds)
    let distinct = Set(one.special)
    let alsoBytes = distinct.count { $0.unicodeScalars.count == 1 }
    #expect(vocabulary.size == 256 + distinct.count - alsoBytes + one.tokens.count)
  }

  @Test func everyCaseIsTested() throws {
    #expect(try Self.Golden.shared.get().cases.count == 9)
  }

  /// However the texts are shared out, and in whatever order.
  @Test func countsAddUp() throws {
    let golden = try Self.Golden.shared.get()
    let text = try #require(golden.texts["prose"]) + #require(golden.texts["runs"])
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" }.map { $0 + "\n" }
    let trainer = BPETrainer(size: 600)
    let together = try trainer.train(try Self.count(lines.joined(), .gpt2))
    var parts = PieceCounts(splitter: try SplitRule.gpt2.splitter())
    for line in lines.reversed() { parts.add(try Self.count(line, .gpt2)) }
    let apart = try trainer.train(parts)
    #expect(
      apart.tokenizerFile(splitBy: .gpt2) == together.tokenizerFile(splitBy: .gpt2))
  }

  @Test func countsPieces() throws {
    var counts = PieceCounts(splitter: try SplitRule.gpt2.splitter())
    try counts.add("a b a b\u{0}")
    try counts.add(" b")
    var found: [String: UInt64] = [:]
    counts.forEach { found[String(decoding: $0, as: UTF8.self)] = $1 }
    #expect(found == ["a": 1, " b": 3, " a": 1, "\u{0}": 1])
    #expect(counts.pieces == 6)
    #expect(counts.distinct == 4)
  }

  /// A piece of a megabyte costs what its pairs cost, not that for each of its merges.
  @Test func longPiecesTakeNoLonger() throws {
    let letters = "abcdefghijklmnopqrstuvwxyz".unicodeScalars.map { String($0) }
    var random = SplitMix(state: 7)
    let piece = (0..<1 << 20).map { _ in letters[random.below(26)] }.joined()
    let vocabulary = try BPETrainer(size: 1500).train(Self.count(piece, .gpt2))
    #expect(vocabulary.size == 1500)
    let run = try BPETrainer(size: 300).train(Self.count(String(repeating: "a", count: 1 << 20), .gpt2))
    // a, aa, aaaa, and so on to two of half the length.
    #expect(run.merges.count == 19)
  }

  @Test func refusesWhatCannotBeTrained() throws {
    let counts = PieceCounts(splitter: try SplitRule.gpt2.splitter())
    #expect(throws: TrainingError.badSize(256, least: 257)) {
      try BPETrainer(size: 256, specialTokens: ["<|end|>"]).train(counts)
    }
    #expect(throws: TrainingError.emptySpecialToken) {
      try BPETrainer(size: 300, specialTokens: [""]).train(counts)
    }
    var broken = counts
    #expect(throws: SplitError.notUTF8) {
      try [UInt8]([0x61, 0xC3]).withUnsafeBufferPointer { try broken.add($0) }
    }
    #expect(throws: SplitError.self) { try SplitRule.patterns(["("]).splitter() }
  }

  @Test func progressEndsTheTraining() throws {
    struct Stop: Error {}
    let golden = try Self.Golden.shared.get()
    let counts = try Self.count(try #require(golden.texts["three letters"]), .gpt2)
    #expect(throws: Stop.self) {
      try BPETrainer(size: 700, minFrequency: 1).train(counts) { tokens in
        #expect(tokens > 256)
        throw Stop()
      }
    }
  }
}
