import JSON
import Testing
import TextTokenization

@Suite struct TemplateGoldenTests {
  @Test func conversationsBecomeWhatTransformersMakesOfThem() throws {
    let goldens = try TemplateGoldens()
    let cases = goldens.conversations
    #expect(cases.count >= 300)
    for one in cases {
      if let fault = goldens.fault(of: one) { Issue.record("\(one.name): \(fault)") }
    }
  }

  @Test func constructsBecomeWhatJinjaMakesOfThem() throws {
    let goldens = try TemplateGoldens()
    let cases = goldens.constructs
    #expect(cases.count >= 1500)
    for one in cases {
      if let fault = goldens.fault(of: one) { Issue.record("\(one.name): \(fault)") }
    }
  }

  @Test(arguments: ChatTemplate.BuiltIn.allCases)
  func namedTemplatesMarkWhatTheAssistantWrote(_ name: ChatTemplate.BuiltIn) throws {
    let template = try ChatTemplate.builtIn(name)
    let rendering = try template.render(
      messages: [
        ["role": "user", "content": "Größe?"], ["role": "assistant", "content": "groß"],
        ["role": "user", "content": "Und?"], ["role": "assistant", "content": "sehr groß"],
      ], extra: JSONObject([("bos_token", "<s>"), ("eos_token", "</s>")]))
    let bytes = Array(rendering.text.utf8)
    let marked = try #require(rendering.generationSpans).map { String(decoding: bytes[$0], as: UTF8.self) }
    #expect(marked.count == 2)
    #expect(marked[0].hasPrefix("groß") && marked[1].hasPrefix("sehr groß"))
  }
}
