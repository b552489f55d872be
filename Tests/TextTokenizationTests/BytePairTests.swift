import Testing
import TextTokenization

/// A vocabulary that was learned here, as a text tokenizer.
@Suite struct BytePairTests {
  static let text = "It is red. It isn't blue; it's 1234 red  reds.\n\nWhich was the redder? Größe 東京 🙂 it is"

  static func file(_ size: Int, special: [String] = []) throws -> [UInt8] {
    var counts = PieceCounts(splitter: try SplitRule.gpt2.splitter())
    for _ in 0..<3 { try counts.add(text) }
    return try BPETrainer(size: size, specialTokens: special).train(counts).tokenizerFile(splitBy: .gpt2)
  }

  @Test func textComesBackByteForByte() throws {
    let tokenizer = TextTokenizer.file(try Tokenizer(json: try Self.file(320)))
    #expect(tokenizer.size == 306)
    for text in [Self.text, "", " ", "\u{0}\u{7f}é", String(repeating: "redit", count: 500)] {
      #expect(try tokenizer.encode(text).flatMap(tokenizer.bytes) == Array(text.utf8))
    }
    #expect(try tokenizer.encode(Self.text).count < Self.text.utf8.count / 2 + 20)
  }

  @Test func bytesAreTokensToo() throws {
    let tokenizer = TextTokenizer.bytes
    #expect(try tokenizer.encode("aé") == [0x61, 0xC3, 0xA9])
    #expect(tokenizer.bytes(0xC3) == [0xC3])
    #expect(tokenizer.bytes(256) == [])
  }

  @Test func aSpecialTokenIsNoText() throws {
    let tokenizer = TextTokenizer.file(try Tokenizer(json: try Self.file(300, special: ["<end>"])))
    let ids = try tokenizer.encode("it<end>")
    #expect(ids.count == 2 || ids.count == 3)
    #expect(ids.flatMap(tokenizer.bytes) == Array("it".utf8))
  }

  @Test func trainingIsDeterministic() throws {
    #expect(try Self.file(320) == Self.file(320))
  }
}
