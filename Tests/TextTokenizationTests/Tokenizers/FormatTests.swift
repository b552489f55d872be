import Glibc
import Testing
import TextTokenization

/// Ids and decoded text are those of tiktoken 0.14.0 and sentencepiece 0.2.1.
@Suite struct FormatTests {
  @Test(arguments: FormatGolden.tiktoken + FormatGolden.sentencePiece)
  func tokensAreThoseOfTheLibraries(_ family: String) throws {
    let golden = try FormatGolden.shared.get()
    let results = try #require(golden.results[family])
    let tokenizer = try FormatGolden.tokenizer(family)
    for (text, expected) in zip(golden.texts, results.texts) {
      #expect(try tokenizer.idsAndText(text) == expected, "\(text.debugDescription)")
    }
    #expect(results.texts.count == golden.texts.count)
    for (start, expected) in zip(golden.blockStarts, results.blocks) {
      #expect(try tokenizer.idsAndText(golden.block(start)) == expected, "block \(start)")
    }
    let mixed = golden.mixed(results)
    for (number, expected) in results.mixtures.enumerated() {
      var total: [UInt32] = [0, 0]
      for text in mixed[number * golden.group..<(number + 1) * golden.group] {
        total = zip(total, try tokenizer.idsAndText(text)).map { $0 &* 31 &+ $1 }
        #expect(try tokenizer.encode(text) == tokenizer.encoding(text).ids, "\(text.debugDescription)")
      }
      #expect(total == expected, "mixtures from \(number * golden.group)")
    }
  }

  @Test(arguments: FormatGolden.tiktoken + FormatGolden.sentencePiece)
  func streamsGiveTheWholeText(_ family: String) throws {
    let golden = try FormatGolden.shared.get()
    let tokenizer = try FormatGolden.tokenizer(family)
    for text in golden.texts.prefix(18) {
      let ids = try tokenizer.encode(text)
      var stream = tokenizer.decodeStream(skipsSpecialTokens: false)
      var streamed = ""
      for id in ids { streamed += try stream.next(id) ?? "" }
      streamed += try stream.finish()
      #expect(streamed == (try tokenizer.decode(ids, skipsSpecialTokens: false)))
    }
  }

  @Test(arguments: ["cl100k_base", "gemma"])
  func bytesOfTokensAreTheText(_ family: String) throws {
    let tokenizer = try FormatGolden.tokenizer(family)
    let text = "naïve 東京 🙂 \u{300}x  two"
    let ids = try tokenizer.encode(text)
    #expect(String(decoding: ids.flatMap { tokenizer.bytes(of: $0) ?? [] }, as: UTF8.self) == text)
    #expect(tokenizer.bytes(of: 1_000_000) == nil)
  }

  @Test func offsetsAreThoseOfTheWords() throws {
    for family in ["cl100k_base", "llama2", "t5"] {
      let text = "The  red bus, größer\u{FB01}"
      let encoding = try FormatGolden.tokenizer(family).encoding(text, unit: .characters)
      #expect(encoding.offsets.map(\.lowerBound) == encoding.offsets.map(\.lowerBound).sorted())
      #expect(encoding.offsets.last?.upperBound == text.unicodeScalars.count)
      #expect(encoding.offsets.first?.lowerBound == 0)
    }
  }

  /// Long rows of one letter, of spaces, or without a space.
  @Test(arguments: ["cl100k_base", "llama2", "t5", "gemma", "unused_bpe", "words"])
  func longRunsTakeLinearTime(_ family: String) throws {
    let tokenizer = try FormatGolden.tokenizer(family)
    for unit in ["a", " ", "ab", "\u{301}", "x漢"] {
      let text = String(repeating: unit, count: 2000)
      var times: [Int] = []
      for text in [text, String(repeating: text, count: 8)] {
        let start = Self.nanoseconds()
        _ = try tokenizer.encode(text)
        times.append(Self.nanoseconds() - start)
      }
      // Eight times the text; were it quadratic, 64 times the time.
      #expect(times[1] < times[0] * 30 + 50_000_000, "\(unit.debugDescription)")
    }
  }

  /// Of this thread alone, whatever else the machine does.
  private static func nanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }

  @Test func everyFormIsSeenFromItsBytes() throws {
    #expect(try Tokenizer(file: "x/tokenizer.json", TokenizerGolden.file("gpt2")).size > 600)
    #expect(try Tokenizer(file: "anything", FormatGolden.bytes("llama2")).id(of: "</s>") == 2)
    #expect(
      try Tokenizer(file: "a/qwen.tiktoken", FormatGolden.bytes("qwen")).id(of: "<|im_end|>") == 151_645)
    let llama = try Tokenizer(file: "tokenizer.model", FormatGolden.bytes("llama3"), tiktoken: .llama31)
    #expect(llama.id(of: "<|eom_id|>") == 128_008)
    for (name, bytes, part) in [
      ("tokenizer.model", try FormatGolden.bytes("llama3"), "cl100k_base"), ("empty", [], "'empty' is no"),
      ("text", Array("Hello\n".utf8), "no SentencePiece model"), ("x.json", Array("{".utf8), ""),
    ] as [(String, [UInt8], String)] {
      do {
        _ = try Tokenizer(file: "folder/" + name, bytes)
        Issue.record("\(name) was read")
      } catch { #expect("\(error)".contains(part), "\(error)") }
    }
  }
}

extension Tokenizer {
  /// Checksums of ids and of decoded text.
  fileprivate func idsAndText(_ text: String) throws -> [UInt32] {
    let all = try checksums(text)
    return [all[0], all[2]]
  }
}
