import Testing

/// `aa-tokenize train`.
@Suite struct TrainVocabularyTests {
  /// Lines of words, more than are read at once; one line is longer than that by itself.
  private static let text: String = {
    var state: UInt64 = 5
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let words = (0..<400).map { _ in
      (0...random(9)).map { _ in ["a", "e", "n", "t", "é", "東"][random(6)] }.joined()
    }
    func line(_ count: Int) -> String {
      (0..<count).map { _ in words[random(400)] }.joined(separator: " ") + "\n"
    }
    return (0..<4000).map { _ in line(1 + random(12)) }.joined() + line(40_000) + line(9)
  }()

  private static func train(_ folder: ScratchFolder, _ arguments: [String], stdin: [UInt8] = []) throws
    -> Programs.Result
  {
    try Programs.run(
      "aa-tokenize", ["train", "--size", "700"] + arguments, stdin: stdin, folder: folder.path)
  }

  @Test func theFileDependsOnTheTextAlone() throws {
    let folder = try ScratchFolder()
    let bytes = Array(Self.text.utf8)
    #expect(bytes.count > 500_000)
    try folder.write("text", bytes)
    let middle = try #require(bytes[300_000...].firstIndex(of: 0x0A)) + 1
    try folder.write("first", Array(bytes[..<middle]))
    try folder.write("second", Array(bytes[middle...]))
    let one = try Self.train(folder, ["-j1", "--text", "text"])
    #expect(one.status == 0, "\(one.stderr)")
    #expect(one.stderr == "aa-tokenize: 700 tokens learned from 1 file\n")
    #expect(try Self.train(folder, ["-j4", "--text", "text"]).stdout == one.stdout)
    #expect(try Self.train(folder, ["-j2", "--text"], stdin: bytes).stdout == one.stdout)
    #expect(try Self.train(folder, ["-j2", "--text", "second", "first"]).stdout == one.stdout)
    // Empty lines are one piece of a whole file, and no pair otherwise.
    let empty = Array(String(repeating: "a\n\n\n", count: 9).utf8)
    #expect(!(try Self.train(folder, ["--text"], stdin: empty)).text.contains(#""ĊĊ""#))
    #expect(try Self.train(folder, ["--whole-files", "--text"], stdin: empty).text.contains(#""ĊĊ""#))
  }

  @Test func recordsAreTokenizedWithWhatWasLearnedFromThem() throws {
    let folder = try ScratchFolder()
    try folder.write("rows.jsonl", BadRow.lines((0..<20).map { _ in BadRow.text() }))
    let records = try Programs.run(
      "aa-convert", ["-q", "rows.jsonl", "-o", "records.aas"], folder: folder.path)
    #expect(records.status == 0, "\(records.stderr)")
    let learned = try Self.train(folder, ["--json", "-o", "tokenizer.json", "records.aas"])
    #expect(learned.status == 0, "\(learned.stderr)")
    #expect(learned.text.hasPrefix(#"{"tokens":"#), "\(learned.text)")
    #expect(learned.text.hasSuffix(#""records":20}"# + "\n"), "\(learned.text)")
    let tokens = try Programs.run(
      "aa-tokenize", ["--tokenizer", "tokenizer.json", "records.aas", "-o", "tokens.aas"],
      folder: folder.path)
    #expect(tokens.status == 0, "\(tokens.stderr)")
  }

  @Test func patternsAndSpecialTokensStandInTheFile() throws {
    let folder = try ScratchFolder()
    let plain = try Self.train(folder, ["--text"], stdin: Array("one two".utf8))
    #expect(plain.text.contains(#""added_tokens": []"#))
    let result = try Self.train(
      folder, ["--pattern", "smollm", "--special", "<|end|>", "--special=-", "--text"],
      stdin: Array("one two".utf8))
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.text.contains(#""content": "<|end|>""#))
    #expect(result.text.contains(#""individual_digits": true"#))
    #expect(result.text.contains("\"<|end|>\": 0,\n      \"-\": 1,\n      \"!\": 2,"))
    let own = try Self.train(folder, ["--pattern", #"\S+|\s+"#, "--text"], stdin: Array("one two".utf8))
    #expect(own.text.contains(#""Regex": "\\S+|\\s+""#))
  }

  @Test func textThatIsNoneIsNamed() throws {
    let folder = try ScratchFolder()
    try folder.write("latin", Array("good\nna".utf8) + [0xEF, 0x76, 0x65, 0x0A])
    let result = try Self.train(folder, ["--text", "latin", "-o", "out.json"])
    #expect(result.status == 1)
    #expect(
      result.stderr
        == "aa-tokenize: latin: bytes 0 to 10: the line at byte 5 of these is not UTF-8; convert it, for instance with iconv\n"
    )
    let missing = try Self.train(folder, ["--text", "nothing", "-o", "out.json"])
    #expect(missing.status == 1)
    #expect(missing.stderr.hasPrefix("aa-tokenize: nothing: "), "\(missing.stderr)")
    #expect(throws: (any Error).self) { try folder.read("out.json") }
  }

  @Test(arguments: [
    ["--pattern", "cl10k"], ["--pattern", "(a"], ["--json"], ["--whole-files"], ["--min-frequency", "0"],
    ["--special", ""], ["-j0"],
  ])
  func misuseIsRefused(arguments: [String]) throws {
    let result = try Self.train(try ScratchFolder(), arguments)
    #expect(result.status == 64)
    #expect(result.stdout == [])
  }

  @Test func theSizeHasRoomForBytesAndSpecialTokens() throws {
    for (size, status) in [(257, 64), (258, 0)] as [(Int, Int32)] {
      let result = try Programs.run(
        "aa-tokenize",
        ["train", "-q", "--size", "\(size)", "--special", "<a>", "--special", "<b>", "--text"])
      #expect(result.status == status)
    }
  }
}
