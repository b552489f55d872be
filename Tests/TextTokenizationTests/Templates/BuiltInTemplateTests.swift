import JSON
import Testing
import TextTokenization

@Suite struct BuiltInTemplateTests {
  static let values = JSONObject([("bos_token", "<s>"), ("eos_token", "</s>")])

  static func text(
    _ name: ChatTemplate.BuiltIn, _ messages: [JSONValue], prompt: Bool = true, _ extra: JSONObject = values
  ) throws -> String {
    try ChatTemplate.builtIn(name).render(messages: messages, addGenerationPrompt: prompt, extra: extra).text
  }

  @Test(
    arguments: [
      (
        .chatml,
        "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\n<image>Hi<|im_end|>\n"
          + "<|im_start|>assistant\nYo <|im_end|>\n<|im_start|>user\nAgain<|im_end|>\n<|im_start|>assistant\n"
      ),
      (
        .llama3,
        "<s><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
          + "<|start_header_id|>user<|end_header_id|>\n\n<image>Hi<|eot_id|>"
          + "<|start_header_id|>assistant<|end_header_id|>\n\nYo<|eot_id|>"
          + "<|start_header_id|>user<|end_header_id|>\n\nAgain<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
      ),
      (.vicuna, "<s>Be brief. USER: <image>Hi ASSISTANT: Yo </s>USER: Again ASSISTANT:"),
      (.mistral, "<s> [INST] Be brief.\n\n<image>Hi [/INST] Yo </s> [INST] Again [/INST]"),
      (.chameleon, "<s>Be brief.<reserved08706><image>Hi<reserved08706>Yo </s>Again<reserved08706>"),
      (.plain, "Be brief.<image>HiYo Again"),
    ] as [(ChatTemplate.BuiltIn, String)])
  func formatsAreTheirAuthors(_ name: ChatTemplate.BuiltIn, _ expected: String) throws {
    let text = try Self.text(
      name,
      [
        ["role": "system", "content": "Be brief."],
        ["role": "user", "content": [["type": "image"], ["type": "text", "text": "Hi"]]],
        ["role": "assistant", "content": "Yo "],
        ["role": "user", "content": [["type": "text", "text": "Again"]]],
      ])
    #expect(text == expected)
  }

  @Test(arguments: [ChatTemplate.BuiltIn.mistral, .chameleon, .plain])
  func someOpenNoMessage(_ name: ChatTemplate.BuiltIn) throws {
    let question: [JSONValue] = [["role": "user", "content": "Hi"]]
    #expect(try Self.text(name, question, prompt: true) == Self.text(name, question, prompt: false))
  }

  @Test func mediaStandAsPlaceholders() throws {
    let parts: [JSONValue] = [
      ["type": "image_url"], ["type": "audio"], ["type": "input_audio"], ["type": "video_url"],
    ]
    let text = try Self.text(.plain, [["role": "user", "content": .array(parts)]])
    #expect(text == "<image><audio><audio><video>")
    #expect(throws: TemplateError.self) {
      try Self.text(.plain, [["role": "user", "content": [["type": "file"]]]])
    }
  }

  @Test func separatorOfChameleonCanBeGiven() throws {
    var values = Self.values
    values["sep_token"] = "<sep>"
    #expect(try Self.text(.chameleon, [["role": "user", "content": "Hi"]], values) == "<s>Hi<sep>")
  }

  @Test func rolesThatHaveNoPlaceAreRefused() {
    for (name, roles) in [
      (ChatTemplate.BuiltIn.vicuna, ["tool"]), (.chameleon, ["tool"]), (.mistral, ["user", "user"]),
      (.mistral, ["assistant"]), (.mistral, ["user", "system"]),
    ] {
      let messages = roles.map { JSONValue.object(JSONObject([("role", .string($0)), ("content", "x")])) }
      #expect(throws: TemplateError.self, "\(name.rawValue) \(roles)") { try Self.text(name, messages) }
    }
  }
}
