import JSON

/// A chat template with what it is given besides the messages.
struct ChatRendering: Sendable {
  let template: ChatTemplate
  let variables: JSONObject
  let date: ChatDate?
  let placeholders: Placeholders
  let forms: ContentForms

  init(_ template: ChatTemplate, _ variables: JSONObject, _ date: ChatDate?, _ placeholders: Placeholders) {
    self.template = template
    self.variables = variables
    self.date = date
    self.placeholders = placeholders
    forms = ContentForms(placeholders) { messages in
      try? Array(Self.render(template, variables, date, messages, opens: false).text.utf8)
    }
  }

  func render(_ messages: [JSONValue], opens: Bool) throws -> (text: [UInt8], spans: [Range<Int>]?) {
    let rendering = try Self.render(template, variables, date, messages, opens: opens)
    return (Array(rendering.text.utf8), rendering.generationSpans)
  }

  private static func render(
    _ template: ChatTemplate, _ variables: JSONObject, _ date: ChatDate?, _ messages: [JSONValue], opens: Bool
  ) throws -> ChatTemplate.Rendering {
    do throws(TemplateError) {
      return try template.render(
        messages: messages, addGenerationPrompt: opens, extra: variables, now: date)
    } catch { throw ChatError.template(error) }
  }
}

/// The texts that a template makes of a conversation, cut where the responses begin.
struct ConversationTexts {
  struct Response {
    var part: ChatPart
    /// With what closes it.
    var text: [UInt8]
    /// What the template marks of it; nil when it marks nothing.
    var spans: [Range<Int>]?
  }

  private(set) var prompt: [UInt8] = []
  private(set) var promptPart = ChatPart()
  private(set) var responses: [Response] = []
  /// What stands for media.
  private(set) var sought: [Placeholder] = []
  /// A character that no message holds.
  private(set) var mark: Unicode.Scalar = "\u{F0000}"
  /// The prompt ends where the responses part, not where the template's generation prompt does.
  private(set) var isShared = false
  private(set) var specialTokens = 0
  private var usualClosing: [UInt8]?
  private var ownClosing: [UInt8]?

  init(
    _ turns: [ChatTurn], _ answers: [[ChatContent]], _ rendering: ChatRendering, _ tokenizer: Tokenizer
  ) throws {
    let forms = rendering.forms
    mark = Self.unused(turns.map(\.content) + answers)
    var messages: [JSONValue] = []
    for turn in turns {
      messages.append(promptPart.message(turn, forms, rendering.placeholders, mark: mark))
    }
    prompt = try rendering.render(messages, opens: true).text
    var wholes: [(text: [UInt8], spans: [Range<Int>]?)] = []
    for answer in answers {
      var part = ChatPart()
      let message = part.message(
        ChatTurn(role: "assistant", content: answer), forms, rendering.placeholders, mark: mark)
      wholes.append(try rendering.render(messages + [message], opens: false))
      responses.append(Response(part: part, text: []))
    }
    usualClosing = forms.closing
    if !wholes.allSatisfy({ $0.text.starts(with: prompt) }) {
      isShared = true
      prompt = try Self.shared(
        prompt, wholes.map(\.text), messages, rendering, tokenizer.addedTokens)
    }
    let start = prompt.count
    for (place, whole) in wholes.enumerated() {
      responses[place].text = Array(whole.text[start...])
      let spans = (whole.spans ?? []).compactMap { span -> Range<Int>? in
        let from = max(span.lowerBound, start) - start
        return span.upperBound - start > from ? from..<span.upperBound - start : nil
      }
      responses[place].spans = spans.isEmpty ? nil : spans
    }
    if responses.contains(where: { $0.spans == nil && usualClosing.map($0.text.ends(with:)) != true }) {
      ownClosing = try Self.probes(messages, rendering).flatMap { ContentForms.closing($0, $1) }
    }
    let kinds = responses.reduce(promptPart.written) { $0.union($1.part.written) }
    sought = rendering.placeholders.sought(
      forms["user"].media.merging(forms["assistant"].media) { user, _ in user }, kinds)
    specialTokens = tokenizer.withEncoder { encoder in
      (promptPart.texts + responses.flatMap(\.part.texts)).reduce(0) { count, text in
        count + text.withUnsafeBufferPointer { encoder.specialTokens(in: $0) }
      }
    }
  }

  /// What closes a response; nil when that cannot be told.
  func closing(of response: Response) -> [UInt8]? {
    [usualClosing, ownClosing].lazy.compactMap(\.self).first { response.text.ends(with: $0) }
  }

  /// One of the code points that everyone may give a meaning of their own.
  private static func unused(_ contents: [[ChatContent]]) -> Unicode.Scalar {
    let candidates = (0xF0000...0xF00FF).lazy.compactMap(Unicode.Scalar.init(_:))
    func isUsed(_ mark: Unicode.Scalar) -> Bool {
      contents.joined().contains { content in
        if case .text(let text) = content { text.unicodeScalars.contains(mark) } else { false }
      }
    }
    let hasMedia = contents.joined().contains { if case .medium = $0 { true } else { false } }
    return hasMedia ? candidates.first { !isUsed($0) } ?? "\u{F0000}" : "\u{F0000}"
  }

  private static func probes(_ messages: [JSONValue], _ rendering: ChatRendering) throws -> (
    [UInt8], [UInt8]
  )? {
    func render(_ text: String) -> [UInt8]? {
      let form = rendering.forms["assistant"]
      let content: JSONValue = form.takesString ? .string(text) : [ContentForms.text(text)]
      return try? rendering.render(
        messages + [ContentForms.message("assistant", content)], opens: false
      ).text
    }
    guard let first = render(ContentForms.first), let second = render(ContentForms.second) else { return nil }
    return (first, second)
  }

  /// What the texts of all responses have in common before the response.
  private static func shared(
    _ opened: [UInt8], _ wholes: [[UInt8]], _ messages: [JSONValue], _ rendering: ChatRendering,
    _ added: [AddedToken]
  ) throws -> [UInt8] {
    guard let (first, second) = try probes(messages, rendering) else {
      throw ChatError.noBoundary("it refuses a short response to this prompt")
    }
    let parting = first.common(second)
    guard first[parting...].starts(with: ContentForms.first.utf8),
      second[parting...].starts(with: ContentForms.second.utf8)
    else { throw ChatError.noBoundary("two responses do not stand behind the same text") }
    var count = wholes.reduce(parting) { min($0, first.common($1)) }
    if count < parting { count = backingOff(count, first, wholes, added) }
    guard count >= min(opened.common(first), parting) else {
      throw ChatError.noBoundary("a response changes what stands before it")
    }
    return Array(first[..<count])
  }

  /// The last place up to `count` that is within no character and no added token of any of the texts.
  private static func backingOff(
    _ count: Int, _ first: [UInt8], _ wholes: [[UInt8]], _ added: [AddedToken]
  ) -> Int {
    var count = count
    while count > 0, count < first.count, first[count] & 0xC0 == 0x80 { count -= 1 }
    for token in added where token.content.utf8.count > 1 {
      let content = Array(token.content.utf8)
      // All of the texts are the same up to here.
      for start in max(0, count - content.count + 1)..<count
      where (wholes + [first]).contains(where: { $0[start...].starts(with: content) }) {
        count = start
        break
      }
    }
    return count
  }
}

extension [UInt8] {
  /// How many elements they have in common at the beginning.
  fileprivate func common(_ other: [UInt8]) -> Int {
    var count = 0
    while count < Swift.min(self.count, other.count), self[count] == other[count] { count += 1 }
    return count
  }

  fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
