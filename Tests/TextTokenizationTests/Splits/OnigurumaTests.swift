import Testing
import TextTokenization

@Suite struct OnigurumaTests {
  /// The code points of the alphabet and some planes at random; those that Oniguruma's version does not know are left out
  /// by whoever makes the list.
  @Test(arguments: 0..<SplitPatterns.writtenOut.count) func scannersAgreeWithTheEngine(_ number: Int) throws {
    let pattern = SplitPatterns.writtenOut[number]
    let scanner = try SplitPatterns.splitter(for: pattern)
    let engine = try SplitPatterns.oniguruma(pattern)
    let golden = try SplitGolden.shared.get()
    var random = SplitMix(state: UInt64(number))
    for _ in 0..<4000 {
      let text = golden.mixture(&random)
      #expect(try scanner.marked(text) == engine.marked(text), "\(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func gapsAndEmptyMatches() throws {
    func pieces(_ pattern: String, _ text: String) throws -> [[Int]] {
      try SplitPatterns.splitter(for: pattern).marked(Array(text.utf8))
    }
    #expect(try pieces("b+", "abbc") == [[0, 1, 0], [1, 3, 1], [3, 4, 0]])
    #expect(try pieces("x", "abc") == [[0, 3, 0]])
    #expect(try pieces("x", "") == [])
    #expect(try pieces("b*", "abé") == [[0, 0, 1], [0, 1, 0], [1, 2, 1], [2, 4, 0], [4, 4, 1]])
    #expect(try pieces("", "é") == [[0, 0, 1], [0, 2, 0], [2, 2, 1]])
    #expect(try SplitPatterns.splitter(for: "b*").lengths(Array("abé".utf8)) == [1, 1, 2])
    #expect(try pieces("(?<=a)b", "abb") == [[0, 1, 0], [1, 2, 1], [2, 3, 0]])
  }

  @Test func looksNowhereElse() throws {
    let text = Array("aab".utf8)
    #expect(
      try SplitPatterns.splitter(for: "(?<=a)a|a(?=b)|^a$").marked(text, from: 1, to: 2) == [[1, 2, 1]])
  }

  @Test(arguments: ["(", "[a", "*", "\\p{Nothing}", "(?<n>a)\\k<m>", "a{9999999}"])
  func refusesWhatIsNoPattern(_ pattern: String) {
    #expect(throws: SplitError.self) { try SplitPatterns.splitter(for: pattern) }
  }

  @Test func refusesLongPatterns() {
    #expect(throws: SplitError.self) {
      try SplitPatterns.splitter(for: String(repeating: "a", count: 70_000))
    }
  }

  @Test(arguments: [#"^(a+)+$"#, #"^(?:a|a)*$"#, #"(?:a|aa)+$"#])
  func runawayPatternsEnd(_ pattern: String) throws {
    let splitter = try SplitPatterns.splitter(for: pattern)
    let text = [UInt8](repeating: 0x61, count: 40) + [0x21]
    #expect(throws: SplitError.self) { try splitter.lengths(text) }
  }

  @Test func deepStacksEnd() throws {
    let splitter = try SplitPatterns.splitter(for: #"^(?:a|b)*$"#)
    let text = [UInt8](repeating: 0x61, count: 9_000_000) + [0x21]
    #expect(throws: SplitError.self) { try splitter.lengths(text) }
  }

  /// Few steps back, but each over all of the text.
  @Test func slowPatternsEnd() throws {
    let splitter = try SplitPatterns.oniguruma(#"(?m)a(?>.*)[^a]"#, seconds: 0.02)
    #expect(throws: SplitError.self) { try splitter.lengths([UInt8](repeating: 0x61, count: 40_000)) }
    #expect(try splitter.lengths(Array("aaa".utf8)) == [3])
  }

  @Test func refusesWhatIsNotUTF8() throws {
    let splitter = try SplitPatterns.oniguruma("b")
    for bytes: [UInt8] in [
      [0xE4, 0xB8], [0x61, 0xFF], [0xF0], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
      [0xE0, 0x9F, 0x80], [0xF0, 0x8F, 0x80, 0x80], Array("aaaaaaaaaaaaaaaaé".utf8.dropLast()),
    ] {
      #expect(throws: SplitError.notUTF8) { try splitter.lengths(bytes) }
    }
  }

  @Test func threadsShareASplitter() async throws {
    let splitter = try SplitPatterns.splitter(for: #"\p{L}+|\s"#)
    let text = Array(String(repeating: "a bc défg ", count: 500).utf8)
    let wanted = try splitter.lengths(text)
    try await withThrowingTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 { group.addTask { try splitter.lengths(text) } }
      for try await lengths in group { #expect(lengths == wanted) }
    }
    #expect(wanted.count == 3000)
  }
}
