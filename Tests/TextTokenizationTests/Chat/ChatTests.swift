import JSON
import Testing
import TextTokenization

@Suite struct ChatTests {
  @Test func anAnswerIsWhatFollowsThePrompt() throws {
    let chat = try ChatFolders.chatml()
    let tokens = try chat.conversation(
      prompt: [ChatTurn(role: "user", text: "Größe?")], responses: [[.text("groß")], [.text("klein")]])
    #expect(
      try chat.tokenizer.decode(tokens.prompt.ids, skipsSpecialTokens: false)
        == "<|im_start|>user\nGröße?<|im_end|>\n<|im_start|>assistant\n")
    #expect(tokens.prompt.inLoss.allSatisfy { !$0 })
    let answer = tokens.responses[1]
    #expect(try chat.tokenizer.decode(answer.ids, skipsSpecialTokens: false) == "klein<|im_end|>\n")
    let learnt = zip(answer.ids, answer.inLoss).filter(\.1).map(\.0)
    #expect(try chat.tokenizer.decode(learnt, skipsSpecialTokens: false) == "klein<|im_end|>")
  }
}
