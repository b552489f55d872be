import JSON

extension ChatTokenizer {
  /// The tokens of a conversation and of the answers to it.
  ///
  /// - Parameters:
  ///   - prompt: what is said before the answer.
  ///   - responses: what the assistant may have answered.
  /// - Throws: ``ChatError``; `TokenizerError`.
  public func conversation(prompt: [ChatTurn], responses: [[ChatContent]]) throws -> ChatConversation {
    guard let template else { throw ChatError.noTemplate }
    func text(_ turns: [ChatTurn], opens: Bool) throws -> String {
      let messages = turns.map { turn -> JSONValue in
        let text = turn.content.map { if case .text(let text) = $0 { text } else { "" } }.joined()
        return .object(JSONObject([("role", .string(turn.role)), ("content", .string(text))]))
      }
      do throws(TemplateError) {
        return try template.render(
          messages: messages, addGenerationPrompt: opens, extra: variables, now: options.date
        ).text
      } catch { throw ChatError.template(error) }
    }
    let opening = try text(prompt, opens: true)
    var context = TextContext.beginning
    var ids: [UInt32] = []
    try tokenizer.encode(opening, after: &context, into: &ids)
    let boundary = context
    var result = ChatConversation(
      prompt: ChatTokens(ids: ids, inLoss: Array(repeating: false, count: ids.count)), responses: [])
    for (index, response) in responses.enumerated() {
      let content = response.map { if case .text(let text) = $0 { text } else { "" } }.joined()
      guard !content.allSatisfy(\.isWhitespace) else { throw ChatError.emptyResponse(index) }
      let whole = try text(prompt + [ChatTurn(role: "assistant", content: response)], opens: false)
      guard whole.utf8.starts(with: opening.utf8) else {
        throw ChatError.noBoundary("a message is written otherwise than it is opened")
      }
      let rest = String(decoding: whole.utf8.dropFirst(opening.utf8.count), as: UTF8.self)
      ids = []
      context = boundary
      try tokenizer.encode(rest, after: &context, into: &ids)
      let end = ids.lastIndex { endTokens.contains($0) } ?? ids.count - 1
      result.responses.append(ChatTokens(ids: ids, inLoss: ids.indices.map { $0 <= end }))
    }
    return result
  }
}
