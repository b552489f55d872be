import JSON

/// A model's chat template: turns a conversation into the text that the model reads.
///
/// Templates are Jinja as `transformers` runs it: with `trim_blocks` and `lstrip_blocks`, loop controls, its `tojson`,
/// `raise_exception` and `{% generation %}`. The text is the same, byte for byte. A template sees nothing but the values
/// it is given, and `TemplateLimits` bound what it may take.
///
/// It may be shared between threads.
public struct ChatTemplate: Sendable {
  /// What a conversation became.
  public struct Rendering: Sendable, Equatable {
    public var text: String
    /// What the assistant wrote, in bytes of `text`'s UTF-8, in the order of the text; empty when the template marks
    /// nothing with `{% generation %}`. Nil when it marks texts whose place cannot be known, as those within a macro.
    public var generationSpans: [Range<Int>]?

    public init(text: String, generationSpans: [Range<Int>]?) {
      self.text = text
      self.generationSpans = generationSpans
    }
  }

  private let template: JinjaTemplate
  private let source: String
  private let limits: TemplateLimits

  /// Whether it marks the assistant's texts with `{% generation %}`.
  public var marksGeneration: Bool { template.hasGeneration }

  /// - Throws: `TemplateError` with the place in the text.
  public init(_ text: String, limits: TemplateLimits = TemplateLimits()) throws(TemplateError) {
    template = try JinjaTemplate(text, limits: limits)
    source = text
    self.limits = limits
  }

  /// The text of a conversation.
  ///
  /// - Parameters:
  ///   - messages: objects with a role and mostly a content; members that are null count as missing. Of
  ///     `reasoning_content`, `thinking` and `reasoning` the first that is there is given as the first two.
  ///   - tools: JSON schemas of functions, or nil.
  ///   - documents: objects with a title and a text, or nil.
  ///   - addGenerationPrompt: whether the text ends with what opens the assistant's next message.
  ///   - continueFinalMessage: whether the text ends where the last message's content does, for the model to go on.
  ///   - extra: further variables, such as `bos_token` and `eos_token`; none of them replaces one of the four above.
  ///   - now: what `strftime_now` tells; without it a template that asks for the date is refused.
  /// - Throws: `TemplateError`, of kind `.raised` when the template itself refuses the conversation.
  public func render(
    messages: [JSONValue], tools: [JSONValue]? = nil, documents: [JSONValue]? = nil,
    addGenerationPrompt: Bool = false, continueFinalMessage: Bool = false, extra: JSONObject = JSONObject(),
    now: ChatDate? = nil
  ) throws(TemplateError) -> Rendering {
    var conversation = try ChatTemplate.normalised(messages)
    var continued: ContinuedMessage?
    if continueFinalMessage {
      if addGenerationPrompt {
        throw TemplateError(
          .conversation, "a text cannot both continue the last message and open the next one")
      }
      continued = try ContinuedMessage(marking: &conversation, source)
    }
    var variables: [(name: JinjaText, value: JinjaValue)] = extra.members.map {
      (JinjaText($0.key), JinjaValue($0.value))
    }
    func given(_ values: [JSONValue]?) -> JinjaValue {
      values.map { JinjaValue(.array($0)) } ?? JinjaValue.none
    }
    variables += [
      ("messages", JinjaValue(.array(conversation))), ("tools", given(tools)),
      ("documents", given(documents)),
      ("add_generation_prompt", .bool(addGenerationPrompt)),
    ]
    let renderer = JinjaRenderer(template, variables: variables, now: now, limits: limits)
    try renderer.render()
    var text = JinjaText(renderer.out)
    var spans: [Range<Int>]? = renderer.hasUnplacedSpan ? nil : renderer.spans
    if let continued {
      text = try continued.cut(text)
      spans = spans?.map { $0.clamped(to: 0..<text.bytes.count) }
    }
    return Rendering(text: text.string, generationSpans: spans)
  }

  /// The names that a message's reasoning has, the standard one first.
  private static let reasoningNames = ["reasoning_content", "thinking", "reasoning"]

  private static func normalised(_ messages: [JSONValue]) throws(TemplateError) -> [JSONValue] {
    if messages.isEmpty { throw TemplateError(.conversation, "the conversation has no messages") }
    var result: [JSONValue] = []
    for (i, message) in messages.enumerated() {
      guard case .object(var object) = message else {
        throw TemplateError(.conversation, "message \(i + 1) is \(message.kindName), not an object")
      }
      object.members.removeAll { $0.value.isNull }
      if let reasoning = reasoningNames.lazy.compactMap({ object[$0] }).first {
        // New names stand where `transformers` puts them: templates may go through a message's members.
        if object["thinking"] == nil {
          object.members.insert(.init(key: "thinking", value: reasoning), at: 0)
        } else if let i = object.members.firstIndex(where: { $0.key == "thinking" }) {
          object.members.insert(object.members.remove(at: i), at: 0)
        }
        object["reasoning_content"] = reasoning
      }
      result.append(.object(object))
    }
    return result
  }
}
