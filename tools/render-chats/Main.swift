import Glibc
import JSON
import TextTokenization

/// Renders chat templates for tools/golden/chat_templates.py: from standard input one JSON object a line, to standard
/// output one for each. An object has `template`, or `builtIn` with a name, `messages` and perhaps `tools`, `documents`,
/// `addGenerationPrompt`, `continueFinalMessage`, `extra` and `now`.
@main
struct RenderChats {
  static func main() {
    while let line = readLine() {
      print(answer(to: line).text())
      // Whoever measures waits for each answer.
      fflush(nil)
    }
  }

  private static func answer(to line: String) -> JSONValue {
    do {
      return .object(try render(try JSONValue(parsing: Array(line.utf8))))
    } catch let error as TemplateError {
      return [
        "error": .string(error.description), "what": .string(error.what), "kind": .string("\(error.kind)"),
      ]
    } catch {
      return ["error": .string("\(error)"), "kind": "request"]
    }
  }

  private static func render(_ request: JSONValue) throws -> JSONObject {
    var text = request["template"]?.stringValue ?? ""
    if let name = request["builtIn"]?.stringValue {
      guard let builtIn = ChatTemplate.BuiltIn(rawValue: name) else {
        return JSONObject([("error", "no such template"), ("kind", "request")])
      }
      if request["messages"] == nil { return JSONObject([("text", .string(builtIn.text))]) }
      text = builtIn.text
    }
    let template = try ChatTemplate(text)
    let rendering = try template.render(
      messages: request["messages"]?.arrayValue ?? [], tools: request["tools"]?.arrayValue,
      documents: request["documents"]?.arrayValue,
      addGenerationPrompt: request["addGenerationPrompt"]?.boolValue ?? false,
      continueFinalMessage: request["continueFinalMessage"]?.boolValue ?? false,
      extra: request["extra"]?.objectValue ?? JSONObject(), now: ChatDate(request["now"]?.stringValue ?? ""))
    let spans: JSONValue? = rendering.generationSpans.map {
      .array($0.map { [JSONValue($0.lowerBound), JSONValue($0.upperBound)] })
    }
    return JSONObject([("text", .string(rendering.text)), ("spans", spans ?? .null)])
  }
}
