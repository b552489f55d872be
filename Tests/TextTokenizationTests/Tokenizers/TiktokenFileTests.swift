import Testing
import TextTokenization

/// What lines a `.tiktoken` file may have.
@Suite struct TiktokenFileTests {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

  private static func base64(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let three = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
      let bits = three[0] << 16 | three[1] << 8 | three[2]
      for place in 0..<4 {
        let isThere = start + place <= bytes.count
        text.append(isThere ? alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)] : "=")
      }
    }
    return text
  }

  /// The 256 bytes, and then other lines.
  private static func file(_ lines: String = "") -> [UInt8] {
    let bytes = (0..<256).map { "\(base64([UInt8($0)])) \($0)\n" }.joined()
    return Array((bytes + lines).utf8)
  }

  private static let encoding = TiktokenEncoding(pattern: SplitPatterns.gpt2, specialTokens: ["<s>": 5000])

  private static func tokenizer(_ lines: String) throws -> Tokenizer {
    try Tokenizer(tiktoken: file(lines), encoding: encoding)
  }

  @Test func mergesByRankOverBytes() throws {
    // "abc" can only be made of "a" and "bc"; "xyz" of nothing, and is taken whole.
    let tokens = [("ab", 300), ("bc", 299), ("abc", 400), ("xyz", 1000)]
    let lines = tokens.map { "\(Self.base64(Array($0.0.utf8))) \($0.1)\n" }.joined()
    let tokenizer = try Self.tokenizer(lines)
    #expect(try tokenizer.encode("abc") == [400])
    #expect(try tokenizer.encode("abd") == [300, 100])
    #expect(try tokenizer.encode("xyz xyz") == [1000, 32, 120, 121, 122])
    #expect(try tokenizer.encode("abc<s>abc") == [400, 5000, 400])
    #expect(tokenizer.size == 5001)
    #expect(tokenizer.id(of: "abc") == 400)
    #expect(tokenizer.token(299) == "bc")
    #expect(try tokenizer.decode([400, 5000, 400, 1000]) == "abcabcxyz")
    #expect(try tokenizer.decode([400, 5000], skipsSpecialTokens: false) == "abc<s>")
    var plain = Self.encoding
    plain.findsSpecialTokens = false
    #expect(try Tokenizer(tiktoken: Self.file(lines), encoding: plain).encode("<s>") == [60, 115, 62])
  }

  @Test func whatAPatternLeavesOutIsDropped() throws {
    let tokenizer = try Tokenizer(tiktoken: Self.file(), encoding: TiktokenEncoding(pattern: "[a-c]+|x"))
    #expect(try tokenizer.encode("a--bx?") == [97, 98, 120])
    #expect(try tokenizer.encoding("a--bx?").ids == [97, 98, 120])
  }

  @Test func readsLineEndsAndATokenWithoutBytes() throws {
    #expect(try Self.tokenizer("YWI= 300\r\n\r\n\n= 301").encode("ab") == [300])
  }

  @Test(arguments: [
    ("YWI=", "rank"), ("YWI= ", "rank"), ("YWI= x", "rank"), ("YWI= -1", "rank"), ("YWI= 3 4", "rank"),
    ("YWI=  300", "rank"), ("YWI= 99999999", "rank"), ("YWI= 2097152", "rank"), ("YWI=\t300", "rank"),
    ("YWI 300", "base64"), ("YW=I 300", "base64"), (" 300", "base64"), ("Y?I= 300", "base64"),
    ("=== 300", "base64"), ("YWI= 255", "has a token"), ("YQ== 300", "has a rank"), ("YWI==== 300", "base64"),
  ])
  func refusesALineWithItsNumber(_ line: String, _ why: String) throws {
    do {
      _ = try Self.tokenizer("Yg== 256\n".replacing("Yg== 256\n", with: "YmI= 256\n") + line + "\nYWM= 600\n")
      Issue.record("\(line) was read")
    } catch let error as TokenizerFileError {
      #expect(error.description.hasPrefix("line 258: ") && error.description.contains(why), "\(error)")
    }
  }

  @Test func refusesWhatIsMissingOrInTheWay() throws {
    for (file, encoding) in [
      ([], Self.encoding), (Array(Self.file().dropFirst(7)), Self.encoding),
      (Self.file(), TiktokenEncoding(pattern: "(")),
      (Self.file(), TiktokenEncoding(pattern: "a", specialTokens: ["<s>": 255])),
      (Self.file(), TiktokenEncoding(pattern: "a", specialTokens: ["": 300])),
      (Self.file(), TiktokenEncoding(pattern: "a", specialTokens: ["x": 1 << 30])),
    ] as [([UInt8], TiktokenEncoding)] {
      #expect(throws: TokenizerFileError.self) { try Tokenizer(tiktoken: file, encoding: encoding) }
    }
  }

  @Test func encodingsHaveTheirSpecialTokens() {
    #expect(TiktokenEncoding.names.allSatisfy { TiktokenEncoding(named: $0) != nil })
    #expect(TiktokenEncoding(named: "a/b/cl100k_base.tiktoken") == .cl100kBase)
    #expect(TiktokenEncoding(named: "tokenizer.model") == nil)
    let harmony = TiktokenEncoding.o200kHarmony.specialTokens
    #expect(harmony.count == 1091)
    #expect(harmony["<|call|>"] == 200012 && harmony["<|reserved_200018|>"] == 200018)
    #expect(harmony["<|reserved_200012|>"] == nil && harmony["<|reserved_201087|>"] == 201087)
    #expect(TiktokenEncoding.llama3.specialTokens["<|reserved_special_token_250|>"] == 128_255)
    #expect(TiktokenEncoding.llama31.specialTokens["<|reserved_special_token_247|>"] == 128_255)
    #expect(TiktokenEncoding.qwen.specialTokens["<|extra_204|>"] == 151_850)
  }

  /// Every byte changed, and every cut: an error or a tokenizer.
  @Test func brokenFilesAreErrorsOrTokenizers() throws {
    let file = Self.file("YWI= 300\nYWJj 400\nICA= 500\n")
    for place in file.indices {
      for byte in [file[place] ^ 0xFF, file[place] ^ 0x01] {
        var broken = file
        broken[place] = byte
        if let tokenizer = try? Tokenizer(tiktoken: broken, encoding: Self.encoding) {
          _ = try tokenizer.decode(tokenizer.encode("abc<s>  é"))
        }
      }
    }
    for end in file.indices { _ = try? Tokenizer(tiktoken: Array(file[..<end]), encoding: Self.encoding) }
  }
}
