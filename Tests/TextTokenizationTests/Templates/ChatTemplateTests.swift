import JSON
import Testing
import TextTokenization

@Suite struct ChatTemplateTests {
  static let question: [JSONValue] = [["role": "user", "content": "Hi"]]

  static func error(_ text: String, _ messages: [JSONValue] = question) -> TemplateError? {
    do throws(TemplateError) {
      _ = try ChatTemplate(text).render(messages: messages)
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("a\nb {{ messages.x.y }}", TemplateError.Kind.undefined, 2, 16),
    ("{% if 1 %}\n\n{% endfor %}", .syntax, 3, 4), ("\r\n{{ 1 + }}", .syntax, 2, 8),
    ("é{{ 1 + 'a' }}", .type, 1, 8),
    ("\n\n{{ raise_exception('no') }}", .raised, 3, 19), ("{{ 'abc", .syntax, 1, 4), ("{# x", .syntax, 1, 1),
    ("x{{ [1] | nope }}", .syntax, 1, 11), ("{{ 1 / 0 }}", .value, 1, 6),
  ])
  func errorsNameTheirPlace(_ text: String, _ kind: TemplateError.Kind, _ line: Int, _ column: Int) throws {
    let error = try #require(Self.error(text))
    #expect(error.kind == kind)
    #expect(error.line == line && error.column == column, "\(error)")
  }

  @Test func dateIsGivenOrRefused() throws {
    let template = try ChatTemplate("{{ strftime_now('%d %b %Y, %A %j') }}")
    #expect(throws: TemplateError.self) { try template.render(messages: Self.question) }
    let text = try template.render(messages: Self.question, now: ChatDate("2024-02-29")).text
    #expect(text == "29 Feb 2024, Thursday 060")
    for wrong in ["2023-02-29", "2024-13-01", "2024-1-1", "", "2024-02-29T24:00:00", "２024-01-01"] {
      #expect(ChatDate(wrong) == nil)
    }
  }

  @Test func spansWithinMacrosHaveNoPlace() throws {
    let text = "{% macro f() %}a{% generation %}b{% endgeneration %}{% endmacro %}x{{ f() }}"
    let rendering = try ChatTemplate(text).render(messages: Self.question)
    #expect(rendering.text == "xab")
    #expect(rendering.generationSpans == nil)
    #expect(try ChatTemplate("x").render(messages: Self.question).generationSpans == [])
  }

  @Test func continuedMessageEndsWhereItsContentDoes() throws {
    let messages: [JSONValue] = Self.question + [["role": "assistant", "content": "So é "]]
    let chatml = try ChatTemplate.builtIn(.chatml)
    let kept = try chatml.render(messages: messages, continueFinalMessage: true)
    #expect(kept.text.hasSuffix("<|im_start|>assistant\nSo é "))
    #expect(kept.generationSpans?.last?.upperBound == kept.text.utf8.count)
    let stripped = try ChatTemplate.builtIn(.llama3).render(messages: messages, continueFinalMessage: true)
    #expect(stripped.text.hasSuffix("\n\nSo é"))
    let dropped = try ChatTemplate("{{ messages[0].content }}")
    #expect(throws: TemplateError.self) { try dropped.render(messages: messages, continueFinalMessage: true) }
    #expect(throws: TemplateError.self) {
      try chatml.render(messages: messages, addGenerationPrompt: true, continueFinalMessage: true)
    }
  }

  @Test func conversationsAreCheckedAndReasoningHasAllItsNames() throws {
    #expect(Self.error("x", [])?.kind == .conversation)
    #expect(Self.error("x", ["text"])?.kind == .conversation)
    let template = try ChatTemplate("{{ messages[0] }}")
    let text = try template.render(messages: [["role": "a", "content": nil, "reasoning": "r"]]).text
    #expect(text == "{'thinking': 'r', 'role': 'a', 'reasoning': 'r', 'reasoning_content': 'r'}")
  }

  @Test func textsAreEqualOnlyWhenTheirBytesAre() throws {
    // Composed and decomposed, which Swift's strings take for equal.
    let template = try ChatTemplate(
      "{{ a == b }}{{ a in [b] }}{{ {a: 1}[b] is defined }}{{ a|length }}{{ b|length }}")
    let extra = JSONObject([("a", "\u{E9}"), ("b", "e\u{301}")])
    #expect(try template.render(messages: Self.question, extra: extra).text == "FalseFalseFalse12")
  }

  @Test func aTemplateMayBeSharedBetweenThreads() async throws {
    let template = try ChatTemplate.builtIn(.chatml)
    let expected = try template.render(messages: Self.question).text
    let same = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<50).allSatisfy { _ in (try? template.render(messages: Self.question).text) == expected }
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(same)
  }
}
