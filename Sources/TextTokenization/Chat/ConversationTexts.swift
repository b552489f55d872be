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
  /// Of the prompt's texts, how many the generation prompt stands behind, but not the responses.
  private(set) var leftOutTexts = 0
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
      messages.append(try promptPart.message(turn, forms, rendering.placeholders, mark: mark))
    }
    prompt = try rendering.render(messages, opens: true).text
    var wholes: [(text: [UInt8], spans: [Range<Int>]?)] = []
    for (index, answer) in answers.enumerated() {
      var part = ChatPart()
      let message = try part.message(
        ChatTurn(role: "assistant", content: answer), forms, rendering.placeholders, mark: mark,
        response: index)
      wholes.append(try rendering.render(messages + [message], opens: false))
      responses.append(Response(part: part, text: []))
    }
    usualClosing = forms.closing
    if !wholes.allSatisfy({ $0.text.starts(with: prompt) }) {
      isShared = true
      let opened = prompt
      prompt = try Self.shared(
        opened, wholes.map(\.text), messages, rendering, tokenizer.addedTokens)
      leftOutTexts = promptPart.texts.count { text in
        let words = text.trimmed
        return !prompt.contains(words) && opened.contains(words)
      }
    }
    if let silent = wholes.firstIndex(where: { $0.text.count == prompt.count }) {
      throw ChatError.noBoundary("it writes nothing of response \(silent + 1)")
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
    // What the template makes of the prompt alone stands before every response.
    let alone = (try? rendering.render(messages, opens: false).text) ?? opened
    let least = min(alone.common(first), parting)
    guard count >= least else { throw ChatError.noBoundary("a response changes what stands before it") }
    // Behind an added token the boundary changes no token.
    if count < parting { count = endOfToken(count, first, added).map { max($0, least) } ?? count }
    return Self.withoutOwnSpace(Array(first[..<count]), opened)
  }

  /// Where the last added token up to `count` ends.
  private static func endOfToken(_ count: Int, _ text: [UInt8], _ added: [AddedToken]) -> Int? {
    let contents = added.map { Array($0.content.utf8) }.filter { !$0.isEmpty }
    return (0...count).last { end in
      contents.contains { $0.count <= end && text[(end - $0.count)..<end].elementsEqual($0) }
    }
  }

  /// Spaces at the end that the generation prompt does not have there belong to the response, as they do where that
  /// prompt is what a message begins with.
  private static func withoutOwnSpace(_ shared: [UInt8], _ opened: [UInt8]) -> [UInt8] {
    func words(_ text: [UInt8]) -> Int { text.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? 0 }
    let (ours, theirs) = (words(shared), words(opened))
    guard ours < shared.count, shared[..<ours].suffix(8).elementsEqual(opened[..<theirs].suffix(8)) else {
      return shared
    }
    return Array(shared[..<ours]) + zip(shared[ours...], opened[theirs...]).prefix { $0 == $1 }.map(\.0)
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

private func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

extension [UInt8] {
  /// How many elements they have in common at the beginning.
  fileprivate func common(_ other: [UInt8]) -> Int {
    var count = 0
    while count < Swift.min(self.count, other.count), self[count] == other[count] { count += 1 }
    return count
  }

  fileprivate func contains(_ other: [UInt8]) -> Bool {
    guard let first = other.first else { return true }
    guard other.count <= count else { return false }
    return (0...(count - other.count)).contains { self[$0] == first && self[$0...].starts(with: other) }
  }

  /// Without spaces of ASCII at the ends.
  fileprivate var trimmed: [UInt8] {
    Array(drop(while: isSpace).reversed().drop(while: isSpace).reversed())
  }

  fileprivate func ends(with other: [UInt8]) -> Bool { suffix(other.count).elementsEqual(other) }
}
