import Foundation
import JSON
import TextTokenization

/// What transformers makes of our own templates, from tools/golden/chat_templates.py.
struct TemplateGoldens {
  struct Case: Sendable {
    var name: String
    var template: String
    var request: JSONValue
    var expected: JSONValue
  }

  let document: JSONValue

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../fixtures/golden/chat_templates.json")
    document = try JSONValue(parsing: [UInt8](try Data(contentsOf: path)))
  }

  /// Every template with every conversation.
  var conversations: [Case] {
    (document["templates"]?.arrayValue ?? []).flatMap { template -> [Case] in
      let name = template["name"]?.stringValue ?? ""
      let text = template["text"]?.stringValue ?? ChatTemplate.BuiltIn(rawValue: name)?.text ?? ""
      return zip(document["shapes"]?.arrayValue ?? [], template["results"]?.arrayValue ?? []).map {
        Case(
          name: name + ", " + ($0["name"]?.stringValue ?? ""), template: text,
          request: $0["request"] ?? .null,
          expected: $1)
      }
    }
  }

  /// Single expressions and statements.
  var constructs: [Case] {
    let request: JSONValue = [
      "messages": [["role": "user", "content": "Hi"]], "extra": document["values"] ?? .null,
    ]
    return (document["constructs"]?.arrayValue ?? []).map {
      let text = $0["template"]?.stringValue ?? ""
      return Case(name: text, template: text, request: request, expected: $0)
    }
  }

  /// What is wrong with our rendering of it; nil when nothing is.
  func fault(of one: Case) -> String? {
    var extra = (one.request["extra"]?.objectValue ?? JSONObject()).members
    if one.expected["template"] == nil { extra = (document["extra"]?.objectValue?.members ?? []) + extra }
    do throws(TemplateError) {
      let rendering = try ChatTemplate(one.template).render(
        messages: one.request["messages"]?.arrayValue ?? [], tools: one.request["tools"]?.arrayValue,
        documents: one.request["documents"]?.arrayValue,
        addGenerationPrompt: one.request["addGenerationPrompt"]?.boolValue ?? false,
        continueFinalMessage: one.request["continueFinalMessage"]?.boolValue ?? false,
        extra: JSONObject(extra),
        now: ChatDate(document["now"]?.stringValue ?? ""))
      guard let text = one.expected["text"]?.stringValue else { return "not refused: \(rendering.text)" }
      if Array(text.utf8) != Array(rendering.text.utf8) { return "\(rendering.text)\n--- not ---\n\(text)" }
      guard let spans = one.expected["spans"]?.arrayValue, let ours = rendering.generationSpans else {
        return nil
      }
      // Theirs count code points.
      let utf8 = Array(text.utf8)
      let expected = ours.map { span in
        [span.lowerBound, span.upperBound].map { JSONValue(utf8[..<$0].count { $0 & 0xC0 != 0x80 }) }
      }
      return expected.map(JSONValue.array) == spans ? nil : "spans \(expected), not \(spans)"
    } catch {
      guard let refused = one.expected["refused"]?.stringValue else { return "refused: \(error)" }
      if let what = one.expected["what"]?.stringValue {
        return what == error.what ? nil : "refused: \(error.what)"
      }
      return refused == "other" || refused == "\(error.kind)"
        ? nil : "\(error.kind), not \(refused): \(error)"
    }
  }
}
