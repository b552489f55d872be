import Testing
import TextTokenization

@Suite struct TextContextTests {
  /// Behind an added token no token reaches from one part into the next, whatever the family.
  @Test(arguments: TokenizerGolden.families)
  func partsBehindAddedTokensAreThoseOfTheWhole(_ family: String) throws {
    let tokenizer = try TokenizerGolden.tokenizer(family)
    let texts = ["Hello, world", " two  spaces ", "\n\nGröße 你好", "ab", " ", "x_y"]
    for token in tokenizer.addedTokens.map(\.content).prefix(12) {
      for first in texts {
        for second in texts {
          var context = TextContext.beginning
          var ids: [UInt32] = []
          // The one behind may be within a word, or the token a part of another one.
          let whole = try tokenizer.encode(first + token + second, addsSpecialTokens: false)
          try tokenizer.encode(first + token, after: &context, into: &ids)
          guard whole.starts(with: ids), ids.last == tokenizer.id(of: token) else { continue }
          let boundary = context
          try tokenizer.encode(second, after: &context, into: &ids)
          #expect(ids == whole, "\(family): \(first + token + second)")
          var again = boundary
          let offsets = try tokenizer.encoding(second, after: &again)
          #expect(offsets.ids == Array(whole.suffix(offsets.ids.count)))
          #expect(again == context)
        }
      }
    }
  }

  @Test(arguments: [
    "llama2", "mistral", "phi3", "t5", "xlm_roberta", "prefixed", "roberta", "gemma", "llama3",
  ])
  func textThatGoesOnHasNothingPutBeforeIt(_ family: String) throws {
    let tokenizer = try TokenizerGolden.tokenizer(family)
    for (first, second) in [
      ("the answer is", " better because"), ("What?", " an example"), ("so up", " out"),
    ] {
      var context = TextContext.beginning
      var ids: [UInt32] = []
      try tokenizer.encode(first, after: &context, into: &ids)
      try tokenizer.encode(second, after: &context, into: &ids)
      #expect(try ids == tokenizer.encode(first + second, addsSpecialTokens: false))
      try tokenizer.encode("", after: &context, into: &ids)
      #expect(try ids == tokenizer.encode(first + second, addsSpecialTokens: false))
    }
  }

  /// A piece that begins behind a space is one of its own, also in a text that goes on.
  @Test(arguments: ["prefixed", "roberta", "t5", "xlm_roberta", "llama3", "gpt2"])
  func piecesThatBeginAtTheCutAreThoseOfTheWhole(_ family: String) throws {
    let tokenizer = try TokenizerGolden.tokenizer(family)
    var parts = [("so\n", "yes"), ("so \n", "out of")]
    if family == "prefixed" || family == "roberta" {
      parts += [("why?", "yes"), ("the answer", "?"), ("(", "x")]
    }
    for (first, second) in parts {
      var context = TextContext.beginning
      var ids: [UInt32] = []
      try tokenizer.encode(first, after: &context, into: &ids)
      try tokenizer.encode(second, after: &context, into: &ids)
      #expect(try ids == tokenizer.encode(first + second, addsSpecialTokens: false), "\(first + second)")
    }
  }
}
