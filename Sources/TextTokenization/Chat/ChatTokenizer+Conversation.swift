import JSON

extension ChatTokenizer {
  /// The tokens of a conversation and of the answers to it.
  ///
  /// The prompt is the text that the template makes of the prompt's turns with what opens the assistant's message; a
  /// response is what the text of the whole conversation has behind it. Both are encoded apart, the response as text that
  /// goes on: the tokens of both are those of the whole wherever the whole is cut at the boundary as well. Where it is
  /// not, as where the prompt ends with a space that belongs to the response's first word, they are the tokens that a
  /// model meets when it answers: those of the prompt, and then those of the response.
  ///
  /// Some templates open a message for the assistant in another way than they write one; see
  /// ``ChatConversation/promptIsShared``.
  ///
  /// A response's tokens are in the loss where the template marks them with `{% generation %}`, those that reach into a
  /// marked text included. Where it marks nothing, they are up to and including the first end token behind what was
  /// answered, of those in ``endTokens``, or else the first special token there; all of them when none is there.
  ///
  /// - Parameters:
  ///   - prompt: what is said before the answer.
  ///   - responses: what the assistant may have answered.
  /// - Throws: ``ChatError``; `TokenizerError`.
  public func conversation(prompt: [ChatTurn], responses: [[ChatContent]]) throws -> ChatConversation {
    guard let rendering else { throw ChatError.noTemplate }
    for (index, response) in responses.enumerated() where response.isBlank {
      throw ChatError.emptyResponse(index)
    }
    let texts = try ConversationTexts(prompt, responses, rendering, tokenizer)
    if options.refusesSpecialTokens, texts.specialTokens > 0 {
      throw ChatError.specialTokens(texts.specialTokens)
    }
    return try tokenizer.withEncoder { encoder in
      var context = TextContext.beginning
      let pieces = try texts.promptPart.pieces(
        of: texts.prompt, texts.sought, mark: texts.mark, response: nil)
      let tokens = try encode(texts.prompt, pieces, texts.promptPart, [], encoder, &context)
      var result = ChatConversation(prompt: tokens, responses: [])
      result.specialTokensInTexts = texts.specialTokens
      result.promptIsShared = texts.isShared
      result.textsLeftOut = texts.leftOutTexts
      for (index, response) in texts.responses.enumerated() {
        var context = context
        let pieces = try response.part.pieces(
          of: response.text, texts.sought, mark: texts.mark, response: index)
        let learnt = learnt(response, texts)
        result.responses.append(
          try encode(response.text, pieces, response.part, learnt, encoder, &context))
      }
      return result
    }
  }

  /// The parts of a response's text that a model is to learn to write, in bytes.
  private func learnt(_ response: ConversationTexts.Response, _ texts: ConversationTexts) -> [Range<Int>] {
    if let spans = response.spans { return spans }
    guard let closing = texts.closing(of: response) else { return [0..<response.text.count] }
    return [0..<(response.text.count - closing.count + endOfLearning(closing))]
  }

  /// How much of what closes a response is learnt.
  private func endOfLearning(_ closing: [UInt8]) -> Int {
    if closing == rendering?.forms.closing, let endOfUsualClosing { return endOfUsualClosing }
    return Self.endOfLearning(closing, tokenizer, endTokens)
  }

  static func endOfLearning(_ closing: [UInt8], _ tokenizer: Tokenizer, _ endTokens: [UInt32]) -> Int {
    var context = TextContext.text
    let text = String(decoding: closing, as: UTF8.self)
    // What cannot be encoded by itself is not left out of the loss.
    guard let tokens = try? tokenizer.encoding(text, after: &context) else { return closing.count }
    let special = Set(tokenizer.addedTokens.lazy.filter(\.isSpecial).map(\.id))
    let end =
      tokens.ids.firstIndex { endTokens.contains($0) } ?? tokens.ids.firstIndex { special.contains($0) }
    return end.map { tokens.offsets[$0].upperBound } ?? closing.count
  }

  private func encode(
    _ text: [UInt8], _ pieces: [ChatPart.Piece], _ part: ChatPart, _ learnt: [Range<Int>],
    _ encoder: TextEncoder, _ context: inout TextContext
  ) throws -> ChatTokens {
    var result = ChatTokens()
    for (number, piece) in pieces.enumerated() {
      switch piece {
      case .medium(let index):
        let medium = part.media[index]
        context.pass(placeholder: medium.placeholder)
        result.media.append(
          ChatTokens.Medium(place: result.ids.count, kind: medium.kind, index: index))
      case .text(let range):
        var end = range.upperBound
        if number + 1 < pieces.count, case .medium(let next) = pieces[number + 1],
          part.media[next].placeholder?.token?.takesSpaceBefore == true
        {
          end = text.withUnsafeBufferPointer { UTF8Scalars.beforeSpace(end, $0, from: range.lowerBound) }
        }
        let ranges = learnt.compactMap { span -> Range<Int>? in
          let (from, to) = (max(span.lowerBound, range.lowerBound), min(span.upperBound, end))
          return from < to ? from - range.lowerBound..<to - range.lowerBound : nil
        }
        try text.withUnsafeBufferPointer { text in
          try encode(
            UnsafeBufferPointer(rebasing: text[range.lowerBound..<end]), ranges, encoder, &context, &result)
        }
      }
    }
    return result
  }

  private func encode(
    _ text: UnsafeBufferPointer<UInt8>, _ learnt: [Range<Int>], _ encoder: TextEncoder,
    _ context: inout TextContext, _ result: inout ChatTokens
  ) throws {
    let before = context
    let first = result.ids.count
    let marks = learnt.flatMap { [$0.lowerBound, $0.upperBound] }
    let places = try encoder.encode(known: text, after: &context, marks: marks, into: &result.ids)
    result.inLoss += repeatElement(false, count: result.ids.count - first)
    if places.allSatisfy({ $0 != nil }),
      !learnt.contains(where: { encoder.trimsSpace(text, before: $0.upperBound) })
    {
      for span in 0..<learnt.count {
        guard let from = places[2 * span], let to = places[2 * span + 1] else { continue }
        for token in from..<max(from, to) { result.inLoss[first + token] = true }
      }
      return
    }
    // A token may reach over the end of a span: their places tell, as they do in transformers.
    var again = before
    var span = 0
    for (token, offset) in try encoder.encoding(known: text, after: &again).offsets.enumerated() {
      while span < learnt.count, offset.lowerBound >= learnt[span].upperBound { span += 1 }
      guard span < learnt.count, first + token < result.inLoss.count else { break }
      result.inLoss[first + token] = offset.upperBound > learnt[span].lowerBound
    }
  }
}

extension [ChatContent] {
  /// Says nothing and shows nothing.
  fileprivate var isBlank: Bool {
    allSatisfy { content in
      guard case .text(let text) = content else { return false }
      return text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
  }
}

extension TextContext {
  /// Behind what stands for a medium.
  mutating func pass(placeholder: Placeholder?) {
    if let token = placeholder?.token {
      pass(token, normalized: token.isNormalized)
    } else {
      passNormalized()
      passPieces()
    }
    placeholder?.start.withUnsafeBufferPointer { pass($0) }
  }
}

extension UTF8Scalars {
  /// Where the spaces before `end` begin.
  static func beforeSpace(_ end: Int, _ text: UnsafeBufferPointer<UInt8>, from: Int) -> Int {
    var at = end
    while at > from {
      let place = before(at, text, from: from)
      guard CharacterSets.isWhitespace(decode(text, place).codePoint) else { break }
      at = place
    }
    return at
  }
}
