import Foundation
import JSON
import TextTokenization

/// What transformers makes of conversations, from tools/golden/chat_tokens.py.
struct ChatGoldens {
  struct Case: Sendable, CustomStringConvertible {
    var name: String
    var value: JSONValue
    var description: String { name }
  }

  let responses: [[ChatContent]]
  let cases: [Case]

  init() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appending(path: "../../../fixtures/golden/chat_tokens.json"))
    let document = try JSONValue(parsing: [UInt8](data))
    responses = (document["responses"]?.arrayValue ?? []).map(Self.content)
    cases = (document["cases"]?.arrayValue ?? []).map {
      Case(name: $0["name"]?.stringValue ?? "", value: $0)
    }
  }

  private static func content(_ parts: JSONValue?) -> [ChatContent] {
    (parts?.arrayValue ?? []).compactMap { part in
      if let text = part.stringValue { return .text(text) }
      return part["medium"]?.stringValue.flatMap(MediumKind.init(rawValue:)).map(ChatContent.medium)
    }
  }

  static func ids(_ value: JSONValue?) -> [UInt32] {
    (value?.arrayValue ?? []).compactMap { $0.intValue.flatMap { UInt32(exactly: $0) } }
  }

  func chat(_ one: Case) throws -> ChatTokenizer {
    var files = [
      "tokenizer.json": try TokenizerGolden.file(one.value["tokenizer"]?.stringValue ?? ""),
      "tokenizer_config.json": one.value["config"]?.serialised() ?? [],
    ]
    files["chat_template.jinja"] = one.value["template"]?.stringValue.map { Array($0.utf8) }
    return try ChatTokenizer(files: TokenizerFiles(files: files))
  }

  /// What is wrong with our tokens of a family's conversations, and how many responses have been compared.
  func faults(of one: Case) throws -> (faults: [String], compared: Int) {
    let chat = try chat(one)
    var faults: [String] = []
    var compared = 0
    for conversation in one.value["conversations"]?.arrayValue ?? [] {
      let turns = (conversation["prompt"]?.arrayValue ?? []).map {
        ChatTurn(role: $0[0]?.stringValue ?? "", content: Self.content($0[1]))
      }
      let ours = try chat.conversation(prompt: turns, responses: responses)
      let expected = Self.ids(conversation["ids"])
      if ours.prompt.ids != expected { faults.append("prompt \(ours.prompt.ids), not \(expected)") }
      let media: [JSONValue] = ours.prompt.media.map { [JSONValue($0.place), .string($0.kind.rawValue)] }
      if conversation["media"] != .array(media) { faults.append("media \(media)") }
      if ours.promptIsShared { faults.append("the prompt is cut") }
      for (response, whole) in zip(ours.responses, conversation["responses"]?.arrayValue ?? []) {
        guard whole["begins"]?.boolValue == true else { continue }
        compared += 1
        let expected = Self.ids(whole["ids"])
        if response.ids != expected { faults.append("response \(response.ids), not \(expected)") }
        if let mask = whole["mask"]?.arrayValue {
          let loss = response.inLoss.map { JSONValue($0 ? 1 : 0) }
          if loss != mask { faults.append("loss \(loss), not \(mask)") }
        }
      }
    }
    return (faults, compared)
  }
}
