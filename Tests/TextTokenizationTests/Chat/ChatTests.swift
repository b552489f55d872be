import JSON
import Testing
import TextTokenization

@Suite struct ChatTests {
  private static let question = [ChatTurn(role: "user", text: "Größe?")]

  private static func chat(
    _ template: String, special: [String] = ["<s>", "</s>", "<end>"],
    config: JSONValue = ["eos_token": "</s>"],
    _ change: (inout ChatTokenizer.Options) -> Void = { _ in }
  ) throws -> ChatTokenizer {
    var options = ChatTokenizer.Options()
    change(&options)
    return try ChatTokenizer(
      files: ChatFolders.files(special: special, config: config, template: template), options: options)
  }

  private static func text(_ tokens: ChatTokens, _ chat: ChatTokenizer) throws -> String {
    try chat.tokenizer.decode(tokens.ids, skipsSpecialTokens: false)
  }

  private static func learnt(_ tokens: ChatTokens, _ chat: ChatTokenizer) throws -> String {
    #expect(tokens.ids.count == tokens.inLoss.count)
    return try chat.tokenizer.decode(
      zip(tokens.ids, tokens.inLoss).filter(\.1).map(\.0), skipsSpecialTokens: false)
  }

  @Test func anAnswerIsWhatFollowsThePrompt() throws {
    let chat = try ChatFolders.chatml()
    let tokens = try chat.conversation(prompt: Self.question, responses: [[.text("groß")], [.text("klein")]])
    #expect(
      try Self.text(tokens.prompt, chat)
        == "<|im_start|>user\nGröße?<|im_end|>\n<|im_start|>assistant\n")
    #expect(tokens.prompt.inLoss.allSatisfy { !$0 })
    #expect(try Self.text(tokens.responses[1], chat) == "klein<|im_end|>\n")
    #expect(try Self.learnt(tokens.responses[1], chat) == "klein<|im_end|>")
    #expect(!tokens.promptIsShared)
  }

  @Test(
    arguments: [
      // An end token behind the content, the first special token there, or everything.
      ("</s>", "</s>"), ("</s>\n<s>", "</s>"), ("<end>\n</s>\n", "<end>\n</s>"), ("<end>\n", "<end>"),
      (" .", " ."),
      ("", ""),
    ])
  func learnsUpToTheTokenThatEndsIt(_ closing: String, _ learnt: String) throws {
    let written = closing.replacing("\n", with: "\\n")
    let chat = try Self.chat(
      "{% for m in messages %}{{ m.content }}{% if m.role == 'assistant' %}{{ '\(written)' }}{% endif %}{% endfor %}"
    )
    // A token in the answer itself does not end it.
    let answer = "a</s>b"
    let tokens = try chat.conversation(prompt: Self.question, responses: [[.text(answer)]])
    #expect(try Self.text(tokens.responses[0], chat) == answer + closing)
    #expect(try Self.learnt(tokens.responses[0], chat) == answer + learnt)
    #expect(tokens.specialTokensInTexts == 1)
  }

  @Test func learnsWhatTheTemplateMarks() throws {
    let chat = try Self.chat(
      "{% for m in messages %}{{ m.content }}{% if m.role == 'assistant' %}{{ '</s> ' }}{% generation %}{{ 'x</s>y' }}"
        + "{% endgeneration %}{% endif %}{% endfor %}")
    let tokens = try chat.conversation(
      prompt: Self.question + [ChatTurn(role: "assistant", text: "Ja")] + Self.question,
      responses: [[.text("Nein")]])
    #expect(try Self.learnt(tokens.responses[0], chat) == "x</s>y")
    #expect(tokens.prompt.inLoss.allSatisfy { !$0 })
  }

  @Test func aPromptMayEndWhereAnswersPart() throws {
    let chat = try Self.chat(
      "{% for m in messages %}{{ '[' + m.role + ']' + m.content + '</s>' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '[assistant]<think>' }}{% endif %}", special: ["</s>", "<think>"])
    let tokens = try chat.conversation(prompt: Self.question, responses: [[.text("Aq")], [.text("Ar")]])
    #expect(tokens.promptIsShared)
    #expect(try Self.text(tokens.prompt, chat) == "[user]Größe?</s>[assistant]")
    #expect(try Self.text(tokens.responses[1], chat) == "Ar</s>")
    #expect(try Self.learnt(tokens.responses[1], chat) == "Ar</s>")
    #expect(tokens.textsLeftOut == 0)
  }

  @Test func answersThatBeginAsTheTemplateOpensThemAreNotCut() throws {
    let chat = try Self.chat(
      "{% for m in messages %}{{ '[' + m.role + ']' + m.content + '</s>' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '[assistant]<think>' }}{% endif %}", special: ["</s>", "<think>"])
    let tokens = try chat.conversation(prompt: Self.question, responses: [[.text("<think>so")]])
    #expect(!tokens.promptIsShared)
    #expect(try Self.text(tokens.responses[0], chat) == "so</s>")
  }

  @Test func textsThatATemplateLeavesOutAreCounted() throws {
    // As Mistral's do: what the system says stands in the last question, but not when an answer is last.
    let chat = try Self.chat(
      "{% for m in messages %}{% if m.role == 'user' %}{% if loop.last and messages[0].role == 'system' %}"
        + "{{ messages[0].content }}{% endif %}{{ '[Q]' + m.content + '[/Q]' }}{% elif m.role == 'assistant' %}"
        + "{{ ' ' + m.content + '</s>' }}{% endif %}{% endfor %}")
    let tokens = try chat.conversation(
      prompt: [ChatTurn(role: "system", text: "Kurz.")] + Self.question, responses: [[.text("Groß")]])
    #expect(tokens.promptIsShared && tokens.textsLeftOut == 1)
    #expect(try Self.text(tokens.prompt, chat) == "[Q]Größe?[/Q]")
    #expect(try Self.text(tokens.responses[0], chat) == " Groß</s>")
  }

  @Test func aTemplateThatHidesTheAnswerIsRefused() throws {
    let chat = try Self.chat("{{ messages[0].content }}")
    #expect(throws: ChatError.self) {
      try chat.conversation(prompt: Self.question, responses: [[.text("Ja")]])
    }
  }

  @Test func emptyAnswersAreRefused() throws {
    let chat = try ChatFolders.chatml()
    for empty in [[], [.text("")], [.text(" \n\u{3000}"), .text("\t")]] as [[ChatContent]] {
      #expect(throws: ChatError.emptyResponse(1)) {
        try chat.conversation(prompt: Self.question, responses: [[.text("Ja")], empty])
      }
    }
  }

  @Test func specialTokensInTextsAreCountedOrRefused() throws {
    let prompt = [ChatTurn(role: "user", text: "a<s>b</s>")]
    #expect(
      try ChatFolders.chatml().conversation(prompt: prompt, responses: []).specialTokensInTexts == 0)
    let template = "{{ messages[0].content }}"
    #expect(try Self.chat(template).conversation(prompt: prompt, responses: []).specialTokensInTexts == 2)
    let strict = try Self.chat(template) { $0.refusesSpecialTokens = true }
    #expect(throws: ChatError.specialTokens(2)) { try strict.conversation(prompt: prompt, responses: []) }
    _ = try strict.conversation(prompt: Self.question, responses: [])
  }

  @Test func theDateIsGiven() throws {
    let template = "{{ strftime_now('%d %b %Y') }} {{ messages[0].content }}"
    let prompt = [ChatTurn(role: "user", text: "Hi")]
    #expect(throws: ChatError.self) { try Self.chat(template).conversation(prompt: prompt, responses: []) }
    let chat = try Self.chat(template) { $0.date = ChatDate("2026-11-25") }
    let tokens = try chat.conversation(prompt: prompt, responses: [])
    #expect(try Self.text(tokens.prompt, chat) == "25 Nov 2026 Hi")
  }

  @Test func furtherVariablesReplaceTheFolders() throws {
    let chat = try Self.chat("{{ eos_token + mood }}") {
      $0.variables = JSONObject([("mood", "calm"), ("eos_token", "!")])
    }
    #expect(try Self.text(chat.conversation(prompt: Self.question, responses: []).prompt, chat) == "!calm")
  }

  @Test func threadsShareAChatTokenizer() async throws {
    let chat = try ChatFolders.chatml()
    let expected = try chat.conversation(prompt: Self.question, responses: [[.text("Ja")]])
    try await withThrowingTaskGroup(of: ChatConversation.self) { group in
      for _ in 0..<16 {
        group.addTask { try chat.conversation(prompt: Self.question, responses: [[.text("Ja")]]) }
      }
      for try await result in group { #expect(result == expected) }
    }
  }
}
