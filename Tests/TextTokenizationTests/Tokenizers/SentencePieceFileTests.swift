import Testing
import TextTokenization

/// What a `.model` may say, and how the rest is refused.
@Suite struct SentencePieceFileTests {
  private static let basics =
    Protobuf.piece("<unk>", 0, 2) + Protobuf.piece("<s>", 0, 3) + Protobuf.piece("</s>", 0, 3)

  private static func model(_ pieces: [UInt8], training: [UInt8] = [], rules: [UInt8] = []) -> [UInt8] {
    basics + pieces + Protobuf.field(2, training) + Protobuf.field(3, rules)
  }

  private static let letters =
    ["a", "b", "c", "\u{2581}"].flatMap { Protobuf.piece($0, -9) } + Protobuf.piece("ab", -1)
    + Protobuf.piece("bc", -1) + Protobuf.piece("\u{2581}ab", -2)

  @Test func equalScoresMergeFromTheLeft() throws {
    let tokenizer = try Tokenizer(sentencePiece: Self.model(Self.letters, training: Protobuf.field(3, 2)))
    #expect(try tokenizer.encode("abc") == [9, 5])
    #expect(try tokenizer.encode("cbc") == [6, 5, 8])
    #expect(try tokenizer.encode("a?!b") == [6, 3, 0, 4])
    #expect(try tokenizer.encode("<s>") == [6, 0])
    #expect(try tokenizer.decode([1, 9, 5, 0, 9, 2]) == "abc \u{2047}  ab")
    #expect(try tokenizer.decode([1, 9, 2], skipsSpecialTokens: false) == "<s> ab</s>")
    #expect(tokenizer.id(of: "</s>") == 2)
    #expect(tokenizer.addedTokens.map(\.content) == ["<s>", "</s>"])
    #expect(tokenizer.token(9) == "\u{2581}ab")
  }

  @Test func unknownFieldsArePassedOver() throws {
    let odd =
      Protobuf.field(99, 7) + Protobuf.field(200, "x") + Protobuf.field(98, Float(1))
      + Protobuf.varint(97 << 3 | 1) + [1, 2, 3, 4, 5, 6, 7, 8]
      + Protobuf.varint(96 << 3 | 3) + Protobuf.field(1, "in") + Protobuf.varint(96 << 3 | 4)
    let file = odd + Self.model(Self.letters, training: odd + Protobuf.field(3, 2), rules: odd) + odd
    #expect(try Tokenizer(sentencePiece: file).encode("abc") == [9, 5])
  }

  @Test(arguments: [
    ("twice", Protobuf.piece("a") + Protobuf.piece("a")), ("second unknown", Protobuf.piece("?", 0, 2)),
    ("no text", Protobuf.piece("")), ("is a byte", Protobuf.piece("<0x41>", 0, 6)),
    ("no number", Protobuf.piece("a", .nan)),
  ])
  func refusesPieces(_ why: String, _ pieces: [UInt8]) throws {
    do {
      _ = try Tokenizer(sentencePiece: Self.model(pieces))
      Issue.record("\(why) was read")
    } catch { #expect("\(error)".contains(why), "\(error)") }
  }

  @Test func refusesBrokenModels() throws {
    let bytes = (0..<256).map {
      Protobuf.piece("<0x" + ($0 < 16 ? "0" : "") + String($0, radix: 16).uppercased() + ">", 0, 6)
    }
    let fallsBack = Protobuf.field(35, 1) + Protobuf.field(3, 2)
    _ = try Tokenizer(sentencePiece: Self.model(Array(bytes.joined()), training: fallsBack))
    for file in [
      [], Self.basics, Protobuf.piece("a"),
      Self.model(Array(bytes.dropLast().joined()), training: fallsBack),
      Self.model(Array(bytes.joined()) + Protobuf.piece("<0xZZ>", 0, 6), training: fallsBack),
      Self.model(Protobuf.piece("x", 0, 3), training: Protobuf.field(3, 2)),
      Self.model(Protobuf.piece("x"), rules: Protobuf.field(2, [1, 2, 3, 4, 5])),
      Self.model(
        Protobuf.piece("x"), rules: Protobuf.field(2, [0, 4, 0, 0] + [UInt8](repeating: 0, count: 1024))),
      Self.model(Protobuf.piece("x")) + [0x07], Self.model(Protobuf.piece("x")) + [0x0A, 0xFF, 0xFF],
      Self.model(Protobuf.piece("x")) + [UInt8](repeating: 0xFF, count: 11),
      Self.model(Protobuf.piece("x")) + [0x0B, 0x14],
      Self.model(Protobuf.piece("x")) + [UInt8](repeating: 0x0B, count: 5000),
    ] as [[UInt8]] {
      #expect(throws: TokenizerFileError.self) { try Tokenizer(sentencePiece: file) }
    }
  }

  @Test func wordsThatAreControlPiecesAreErrors() throws {
    let file = Self.model(
      Protobuf.piece("ab"), training: Protobuf.field(3, 3), rules: Protobuf.field(3, 0))
    let tokenizer = try Tokenizer(sentencePiece: file)
    #expect(try tokenizer.encode("ab") == [3])
    #expect(throws: TokenizerError.controlPiece(1)) { try tokenizer.encode("<s>") }
  }

  /// Every byte changed, and every cut: an error or a tokenizer.
  @Test func brokenFilesAreErrorsOrTokenizers() throws {
    let file = try FormatGolden.file("formats/tiny.model")
    let text = "The A AB <u> be fi\u{FB01}\tbetter 漢 "
    #expect(try Tokenizer(sentencePiece: file).encode(text).count > 10)
    for place in file.indices {
      for mask in [0xFF, 0x01] as [UInt8] {
        var broken = file
        broken[place] ^= mask
        if let tokenizer = try? Tokenizer(sentencePiece: broken), let ids = try? tokenizer.encode(text) {
          _ = try tokenizer.decode(ids)
        }
      }
    }
    for end in file.indices {
      #expect(throws: TokenizerFileError.self, "\(end)") { try Tokenizer(sentencePiece: Array(file[..<end])) }
    }
  }
}
