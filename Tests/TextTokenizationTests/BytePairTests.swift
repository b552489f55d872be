import Testing
import TextTokenization

@Suite struct BytePairTests {
  static let text = "It is red. It isn't blue; it's 1234 red  reds.\n\nWhich was the redder? Größe 東京 🙂 it is"

  static func model(_ size: Int) throws -> BPEModel {
    var counts = PieceCounts(splitter: try SplitRule.gpt2.splitter())
    for _ in 0..<3 { try counts.add(text) }
    let vocabulary = try BPETrainer(size: size).train(counts)
    return try TokenizerFile.read(TokenizerFile.write(vocabulary, splitBy: .gpt2))
  }

  @Test func piecesAreThoseOfGPT2() {
    let pieces = ["It", " isn", "'t", " 12", "ab", "  ", " x", "!?", "\n", " ", "'", "re", " é"]
    var found: [String] = []
    var text = "It isn't 12ab   x!?\n 're é"
    text.withUTF8 { bytes in
      Pretokenizer.forEachPiece(bytes) { found.append(String(decoding: bytes[$0], as: UTF8.self)) }
    }
    #expect(found.joined() == text)
    #expect(Array(found.prefix(8)) == Array(pieces.prefix(8)))
  }

  @Test func textComesBackByteForByte() throws {
    let tokenizer = TextTokenizer.bytePairs(try Self.model(320))
    for text in [Self.text, "", " ", "\u{0}\u{7f}é", String(repeating: "redit", count: 500)] {
      #expect(tokenizer.bytes(tokenizer.encode(text)) == Array(text.utf8))
    }
    #expect(tokenizer.encode(Self.text).count < Self.text.utf8.count / 2 + 20)
  }

  @Test func fileGivesTheSameModelAndTrainingIsDeterministic() throws {
    let model = try Self.model(320)
    let file = TokenizerFile.write(model)
    #expect(file == TokenizerFile.write(try Self.model(320)))
    let again = try TokenizerFile.read(file)
    #expect(again.vocabulary == model.vocabulary)
    #expect(
      TextTokenizer.bytePairs(again).encode(Self.text) == TextTokenizer.bytePairs(model).encode(Self.text))
  }

  @Test func refusesOtherFiles() {
    for text in ["", "{}", #"{"model":{"type":"WordPiece"}}"#] {
      #expect(throws: (any Error).self) { try TokenizerFile.read(Array(text.utf8)) }
    }
  }
}
