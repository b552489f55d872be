import Testing
import TextTokenization

/// Folders whose vocabulary is not a `tokenizer.json`.
@Suite struct ChatFormatTests {
  private static func chat(_ file: String, as name: String, special: (bos: String, eos: String)) throws
    -> ChatTokenizer
  {
    let config = "{\"bos_token\":\"\(special.bos)\",\"eos_token\":\"\(special.eos)\"}"
    let template = """
      {{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]{% else %} \
      {{ m.content }}{{ eos_token }}{% endif %}{% endfor %}
      """
    return try ChatTokenizer(
      files: TokenizerFiles(files: [
        name: try FormatGolden.file("formats/" + file), "tokenizer_config.json": Array(config.utf8),
        "chat_template.jinja": Array(template.utf8),
      ]))
  }

  /// Special tokens are found in the text, and the parts are those of the whole.
  @Test(arguments: [
    ("llama2.model", "tokenizer.model", "<s>", "</s>"), ("gemma.model", "tokenizer.model", "<bos>", "<eos>"),
    ("t5.model", "spiece.model", "<pad>", "</s>"),
    ("cl100k_base.tiktoken", "cl100k_base.tiktoken", "<|endoftext|>", "<|endofprompt|>"),
  ])
  func partsAreThoseOfTheWhole(_ file: String, _ name: String, _ bos: String, _ eos: String) throws {
    let chat = try Self.chat(file, as: name, special: (bos, eos))
    let tokens = try chat.conversation(
      prompt: [ChatTurn(role: "user", text: "Is it red?")], responses: [[.text("It is  red, größer")]])
    let whole = try chat.tokenizer.encode(
      "\(bos)[INST] Is it red? [/INST] It is  red, größer\(eos)", addsSpecialTokens: false)
    let response = try #require(tokens.responses.first)
    #expect(tokens.prompt.ids + response.ids == whole)
    #expect(tokens.prompt.ids.first == chat.bosToken && response.ids.last == chat.eosToken)
    #expect(chat.bosToken != nil && chat.eosToken != nil)
    #expect(response.inLoss.allSatisfy { $0 })
  }

  @Test func anUnknownFormIsRefusedByName() throws {
    #expect(throws: ChatError.self) {
      try ChatTokenizer(files: TokenizerFiles(files: ["tokenizer.model": [1, 2, 3]]))
    }
    #expect(throws: ChatError.self) {
      try ChatTokenizer(
        files: TokenizerFiles(files: ["mine.tiktoken": try FormatGolden.file("formats/cl100k_base.tiktoken")])
      )
    }
  }
}
