import JSON

/// Finds where the last message's content ends in the text, by a mark that is put behind the content and looked for
/// afterwards.
struct ContinuedMessage {
  private static let mark: JinjaText = "CONTINUE_FINAL_MESSAGE_TAG "
  private let content: JinjaText

  init(marking messages: inout [JSONValue], _ template: String) throws(TemplateError) {
    guard case .object(var last)? = messages.last, let value = last["content"] else {
      throw TemplateError(.conversation, "the last message has no content to continue")
    }
    guard JinjaText(template).contains("content") else {
      throw TemplateError(.conversation, "the template does not use a message's content")
    }
    let mark = ContinuedMessage.mark.string
    switch value {
    case .string(let text):
      content = JinjaText(text)
      last["content"] = .string(text + mark)
    case .array(var blocks):
      guard
        let i = blocks.lastIndex(where: { $0["text"] != nil }), case .object(var block) = blocks[i],
        let text = block["text"]?.stringValue
      else { throw TemplateError(.conversation, "the last message has no text to continue") }
      content = JinjaText(text)
      block["text"] = .string(text + mark)
      blocks[i] = .object(block)
      last["content"] = .array(blocks)
    default: throw TemplateError(.conversation, "the last message's content is no text to continue")
    }
    messages[messages.count - 1] = .object(last)
  }

  /// `text` up to where the content ends.
  func cut(_ text: JinjaText) throws(TemplateError) -> JinjaText {
    let mark = ContinuedMessage.mark
    guard text.contains(content.stripped(.both)),
      let end = text.lastByte(of: mark.stripped(.both), before: text.bytes.count)
    else { throw TemplateError(.conversation, "the last message's content does not appear in the text") }
    let cut = JinjaText(text.bytes[..<end])
    // A template that strips the content has stripped the mark's space as well.
    return JinjaText(text.bytes[end...]).hasPrefix(mark) ? cut : cut.stripped(.end)
  }
}
