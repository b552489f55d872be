import JSON
import Testing
import TextTokenization

@Suite struct ChatFolderTests {
  private static func load(
    _ config: JSONValue = [:], others: [String: JSONValue] = [:], template: String? = nil,
    special: [String] = ["<s>", "</s>"], options: ChatTokenizer.Options = ChatTokenizer.Options()
  ) throws -> ChatTokenizer {
    try ChatTokenizer(
      files: ChatFolders.files(special: special, config: config, others: others, template: template),
      options: options)
  }

  private static func shown(_ chat: ChatTokenizer) throws -> String {
    let tokens = try chat.conversation(prompt: [ChatTurn(role: "user", text: "?")], responses: [])
    return try chat.tokenizer.decode(tokens.prompt.ids, skipsSpecialTokens: false)
  }

  @Test func templatesAreLookedForInTransformersOrder() throws {
    let config: JSONValue = ["chat_template": "config {{ messages[0].content }}"]
    let processor: JSONValue = ["chat_template": "processor {{ messages[0].content }}"]
    #expect(try Self.shown(Self.load(config)) == "config ?")
    let both = try Self.load(config, others: ["chat_template.json": processor])
    #expect(try Self.shown(both) == "processor ?")
    #expect(both.notes.contains { $0.contains("another chat template") })
    let all = try Self.load(
      config, others: ["chat_template.json": processor], template: "file {{ messages[0].content }}")
    #expect(try Self.shown(all) == "file ?")
    var options = ChatTokenizer.Options()
    options.template = .text("given {{ messages[0].content }}")
    #expect(try Self.shown(Self.load(config, options: options)) == "given ?")
    options.template = .builtIn(.chatml)
    #expect(try Self.shown(Self.load(config, options: options)).hasPrefix("<|im_start|>user\n?"))
  }

  @Test func aFolderMayHaveSeveralTemplates() throws {
    let config: JSONValue = [
      "chat_template": [
        ["name": "default", "template": "one {{ messages[0].content }}"],
        ["name": "tool_use", "template": "two {{ messages[0].content }}"],
      ]
    ]
    let chat = try Self.load(config)
    #expect(try Self.shown(chat) == "one ?")
    #expect(chat.notes.contains("chat templates that are not used: tool_use"))
    var options = ChatTokenizer.Options()
    options.template = .named("tool_use")
    #expect(try Self.shown(Self.load(config, options: options)) == "two ?")
    options.template = .named("rag")
    #expect(throws: ChatError.self) { try Self.load(config, options: options) }
  }

  @Test func withoutATemplateConversationsAreRefused() throws {
    let chat = try Self.load()
    #expect(chat.template == nil)
    #expect(throws: ChatError.noTemplate) {
      try chat.conversation(prompt: [ChatTurn(role: "user", text: "?")], responses: [])
    }
  }

  @Test func variablesAreThoseThatTransformersGives() throws {
    let object: JSONValue = ["__type": "AddedToken", "content": "<s>", "lstrip": false]
    let chat = try Self.load(
      [
        "bos_token": object, "eos_token": "</s>", "pad_token": nil, "image_token": "<image>",
        "extra_special_tokens": ["audio_token": "<sound>"],
      ],
      others: ["special_tokens_map.json": ["unk_token": ["content": "<unk>"], "eos_token": "<s>"]])
    #expect(chat.variables["bos_token"] == "<s>")
    // Without added_tokens_decoder the map replaces the configuration.
    #expect(chat.variables["eos_token"] == "<s>")
    #expect(chat.variables["unk_token"] == "<unk>")
    #expect(chat.variables["image_token"] == "<image>")
    #expect(chat.variables["audio_token"] == "<sound>")
    #expect(chat.variables["pad_token"] == nil)
    // What is named and not in the vocabulary is added behind it.
    #expect(chat.tokenizer.id(of: "<sound>") != nil)
    #expect(chat.tokenizer.addedTokens.last?.isSpecial == true)
  }

  @Test func endTokensAreThoseOfGenerationFirst() throws {
    let config: JSONValue = ["eos_token": "</s>"]
    let several = try Self.load(config, others: ["generation_config.json": ["eos_token_id": [256, 9]]])
    #expect(several.endTokens == [256, 9, 257])
    #expect(several.eosToken == 257)
    let one = try Self.load(config, others: ["generation_config.json": ["eos_token_id": 257]])
    #expect(one.endTokens == [257])
    #expect(try Self.load(config, others: ["config.json": ["eos_token_id": 3]]).endTokens == [3, 257])
    let missing = try Self.load(config, others: ["generation_config.json": ["eos_token_id": 999]])
    #expect(missing.notes.contains("the end token 999 is not in the vocabulary"))
  }

  @Test func addedTokensOfTheConfigurationCount() throws {
    func token(_ content: String, rstrip: Bool = false) -> JSONValue {
      [
        "content": .string(content), "lstrip": false, "rstrip": .bool(rstrip), "single_word": false,
        "normalized": false, "special": true,
      ]
    }
    let chat = try Self.load([
      "added_tokens_decoder": ["257": token("</s>", rstrip: true), "258": token("<new>")]
    ])
    #expect(chat.tokenizer.id(of: "<new>") == 258)
    #expect(try chat.tokenizer.encode("</s>  <new>") == [257, 258])
    let other = try Self.load(["added_tokens_decoder": ["7": token("</s>")]])
    #expect(other.tokenizer.id(of: "</s>") == 257)
    #expect(other.notes.contains { $0.contains("has the id 257 in tokenizer.json") })
    // Its row of the embedding would be another one.
    #expect(throws: ChatError.self) { try Self.load(["added_tokens_decoder": ["300": token("<new>")]]) }
  }

  @Test func whatIsLeftUndoneIsSaid() throws {
    let chat = try Self.load([
      "tokenizer_class": "LlamaTokenizerFast", "add_bos_token": true, "clean_up_tokenization_spaces": true,
    ])
    for part in ["LlamaTokenizer", "add_bos_token", "clean_up_tokenization_spaces"] {
      #expect(chat.notes.contains { $0.contains(part) })
    }
  }

  @Test func filesThatCannotBeReadAreNamed() throws {
    #expect(throws: ChatError.self) { try ChatTokenizer(files: TokenizerFiles { _ in nil }) }
    var files = ChatFolders.files(special: [])
    files.files["generation_config.json"] = Array("[1".utf8)
    let error = #expect(throws: ChatError.self) { try ChatTokenizer(files: files) }
    #expect(error?.description.hasPrefix("generation_config.json: ") == true)
    files.files["generation_config.json"] = nil
    files.files["chat_template.jinja"] = Array("{% if %}".utf8)
    #expect(throws: ChatError.self) { try ChatTokenizer(files: files) }
  }

  @Test func filesAreReadByName() throws {
    let folder =
      ["tokenizer.model": [1], "qwen.tiktoken": [2], "tokenizer_config.json": [3]] as [String: [UInt8]]
    let files = TokenizerFiles(names: folder.keys.sorted()) { folder[$0] }
    #expect(files.vocabulary == "tokenizer.model")
    #expect(files["tokenizer_config.json"] == [3])
    let tiktoken = TokenizerFiles(names: ["qwen.tiktoken"]) { folder[$0 == "tokenizer.model" ? "" : $0] }
    #expect(tiktoken.vocabulary == "qwen.tiktoken")
  }
}
