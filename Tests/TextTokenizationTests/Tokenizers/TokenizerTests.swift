import Testing
import TextTokenization

/// Ids, offsets and decoded text are those of `tokenizers` 0.23.3 for the configuration of each model family.
@Suite struct TokenizerTests {
  @Test(arguments: TokenizerGolden.families)
  func textsAreAsInTokenizers(_ family: String) throws {
    let golden = try TokenizerGolden.shared.get()
    let results = try #require(golden.results[family])
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for (text, expected) in zip(golden.texts, results.texts) {
      #expect(try tokenizer.checksums(text) == expected, "\(text.debugDescription)")
    }
    #expect(results.texts.count == golden.texts.count)
    #expect(try tokenizer.encode(golden.texts[0]) == results.ids)
    #expect(try tokenizer.encode(golden.texts[0], addsSpecialTokens: false) == results.withoutSpecial)
    #expect(try tokenizer.decode(results.ids) == results.skipped)
    #expect(tokenizer.addedTokens.map(\.content) == results.added)
  }

  @Test(arguments: TokenizerGolden.families)
  func codePointsAndMixturesAreAsInTokenizers(_ family: String) throws {
    let golden = try TokenizerGolden.shared.get()
    let results = try #require(golden.results[family])
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for (start, expected) in zip(golden.blockStarts, results.blocks) {
      let text = golden.block(start)
      #expect(try tokenizer.checksums(text) == expected, "block \(start)")
      #expect(try tokenizer.encode(text) == tokenizer.encoding(text).ids, "block \(start)")
    }
    let mixed = golden.mixed(results)
    for (number, expected) in results.mixtures.enumerated() {
      var total: [UInt32] = [0, 0, 0]
      for text in mixed[number * golden.group..<(number + 1) * golden.group] {
        total = zip(total, try tokenizer.checksums(text)).map { $0 &* 31 &+ $1 }
        #expect(try tokenizer.encode(text) == tokenizer.encoding(text).ids, "\(text.debugDescription)")
      }
      #expect(total == expected, "mixtures from \(number * golden.group)")
    }
  }

  // The decoder of the one that is left out takes something off the beginning of whatever it is given.
  @Test(arguments: TokenizerGolden.families.filter { $0 != "behaviours" })
  func streamsGiveTheWholeText(_ family: String) throws {
    let golden = try TokenizerGolden.shared.get()
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for text in golden.texts.prefix(18) {
      let ids = try tokenizer.encode(text)
      var stream = tokenizer.decodeStream(skipsSpecialTokens: false)
      var streamed = ""
      for id in ids { streamed += try stream.next(id) ?? "" }
      streamed += try stream.finish()
      #expect(streamed == (try tokenizer.decode(ids, skipsSpecialTokens: false)))
    }
  }

  @Test(arguments: ["gpt2", "llama3", "qwen2", "o200k", "deepseek", "smollm"])
  func byteLevelTokenizersLoseNothing(_ family: String) throws {
    let golden = try TokenizerGolden.shared.get()
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for text in golden.texts where family != "qwen2" || text.unicodeScalars.allSatisfy(\.isASCII) {
      let ids = try tokenizer.encode(text, addsSpecialTokens: false)
      #expect(try tokenizer.decode(ids) == text)
    }
  }

  @Test(arguments: ["gpt2", "qwen2", "deepseek", "gemma", "clip"])
  func bytesOfTokensAreTheText(_ family: String) throws {
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for text in ["naïve 東京 🙂 \u{300}x", "  two  spaces\n"] {
      let ids = try tokenizer.encode(text, addsSpecialTokens: false)
      let bytes = ids.flatMap { tokenizer.bytes(of: $0) ?? [] }
      #expect(String(decoding: bytes, as: UTF8.self) == (try tokenizer.decode(ids)))
    }
    #expect(tokenizer.bytes(of: 1_000_000) == nil)
  }

  @Test func offsetsInBytesAreThoseOfTheCharacters() throws {
    let tokenizer = try TokenizerGolden.tokenizer("mistral")
    let text = "Größe 東京"
    let bytes = try tokenizer.encoding(text, addsSpecialTokens: false, unit: .bytes)
    let characters = try tokenizer.encoding(text, addsSpecialTokens: false, unit: .characters)
    #expect(bytes.ids == characters.ids)
    let scalars = Array(text.unicodeScalars)
    for (byte, character) in zip(bytes.offsets, characters.offsets) {
      let slice = String(decoding: Array(text.utf8)[byte], as: UTF8.self)
      #expect(Array(slice.unicodeScalars) == Array(scalars[character]))
    }
  }
}
