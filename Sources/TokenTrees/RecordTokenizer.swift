import ByteStreams
import Media
import PreferenceRecords
import TextTokenization

/// Turns records into token trees. With a model's chat template the prompt is what the model is asked, and a candidate
/// is what it would answer with what closes it; else by one template:
///
///     bos, then for every message its role mark and its parts, then the assistant mark     (the prompt)
///     the parts of the candidate, eos                                                      (each candidate)
///
/// A text part is its text tokens; a medium is its begin mark, its codes and its end mark. The loss mask is 1 on the
/// candidates' tokens, eos included; with a chat template on those that a model is to learn to write.
public struct RecordTokenizer: Sendable {
  public let layout: VocabularyLayout
  public let text: TextTokenizer
  /// Of a model's folder.
  public let chat: ChatTokenizer?

  /// - Throws: what is wrong with the layout's tokenizer files.
  public init(layout: VocabularyLayout) throws {
    self.layout = layout
    switch layout.text {
    case .bytes:
      text = .bytes
      chat = nil
    case .tokenizerFile(let json, let size):
      text = .file(try Self.checked(try Tokenizer(json: json), size))
      chat = nil
    case .file(let name, let bytes, let size):
      text = .file(try Self.checked(try Tokenizer(file: name, bytes), size))
      chat = nil
    case .chat(let vocabulary):
      let chat = try vocabulary.checkedTokenizer()
      self.chat = chat
      text = .file(chat.tokenizer)
    }
  }

  private static func checked(_ tokenizer: Tokenizer, _ size: Int) throws -> Tokenizer {
    guard tokenizer.size == size else {
      throw TokenizerFileError("the tokenizer's file has \(tokenizer.size) tokens, \(size) were declared")
    }
    return tokenizer
  }

  /// What its files ask for that is left undone, in sentences.
  public var notes: [String] {
    if let chat { return chat.notes }
    if case .file(let tokenizer) = text { return tokenizer.notes }
    return []
  }

  /// The ids with which an answer may end, the layout's `eos` among them.
  public var endTokens: [UInt32] {
    let eos = layout.id(.eos)
    return (chat?.endTokens ?? []).filter { $0 != eos } + [eos]
  }

  /// The texts of a record: the slow half of `group`, which may run on any thread.
  /// - Throws: `TokenizedTextsError`, `ChatError`, `TokenizerError`: what is wrong with the record.
  public func texts(_ record: PreferenceRecord) throws -> TokenizedTexts {
    try record.checkResponses()
    if let chat { return .conversation(try conversation(record, chat)) }
    return .parts(
      try (record.prompt.flatMap(\.parts) + record.candidates.flatMap(\.parts)).compactMap {
        if case .text(let string) = $0 { return try text.encode(string) }
        return nil
      })
  }

  private func conversation(_ record: PreferenceRecord, _ chat: ChatTokenizer) throws -> ChatConversation {
    func content(_ parts: [Part]) -> [ChatContent] {
      parts.map { part in
        switch part {
        case .text(let text): .text(text)
        case .media(let reference): .medium(MediumKind(rawValue: reference.kind) ?? .image)
        }
      }
    }
    let prompt = record.prompt.map { ChatTurn(role: $0.role.rawValue, content: content($0.parts)) }
    if record.candidates.isEmpty {
      // A prompt to be answered ends where it did in training, which only shows with a response behind it.
      var conversation = try chat.conversation(prompt: prompt, responses: [[.text("Yes.")]])
      conversation.responses = []
      return conversation
    }
    return try chat.conversation(prompt: prompt, responses: record.candidates.map { content($0.parts) })
  }

  /// - Parameters:
  ///   - digest: of the record's CBOR.
  ///   - texts: what `texts` gave for the record.
  ///   - codes: the codec's codes of a medium of the record, by its place in `record.media`.
  public func group(
    _ record: PreferenceRecord, digest: Digest, texts: TokenizedTexts,
    codes: (Int, MediaReference) throws -> [UInt32]
  ) rethrows -> TokenGroup {
    var builder = TreeBuilder(layout: layout, media: record.media)
    switch texts {
    case .parts(let texts): try build(record, texts, &builder, codes)
    case .conversation(let conversation): try build(record, conversation, &builder, codes)
    }
    return TokenGroup(
      record: digest, modality: record.modality, cluster: PromptCluster.of(record), tokens: builder.tokens,
      segments: builder.segments, lossMask: builder.mask,
      pairs: record.pairs(criterion: "overall").compactMap { pair in
        let candidates = record.candidates.indices
        guard candidates.contains(pair.winner), candidates.contains(pair.loser), pair.winner != pair.loser
        else {
          return nil
        }
        return TokenGroup.Pair(winner: pair.winner + 1, loser: pair.loser + 1)
      }, mediaSpans: builder.spans)
  }

  private func build(
    _ record: PreferenceRecord, _ texts: [[UInt32]], _ builder: inout TreeBuilder,
    _ codes: (Int, MediaReference) throws -> [UInt32]
  ) rethrows {
    var (medium, written) = (0, 0)
    func append(_ parts: [Part], inLoss: Bool) throws {
      for part in parts {
        switch part {
        case .text:
          if texts.indices.contains(written) { builder.append(texts[written], inLoss: inLoss) }
          written += 1
        case .media:
          try builder.append(medium: medium, inLoss: inLoss, codes)
          medium += 1
        }
      }
    }
    builder.append([layout.id(.bos)], inLoss: false)
    for message in record.prompt {
      builder.append([layout.id(mark(message.role))], inLoss: false)
      try append(message.parts, inLoss: false)
    }
    builder.append([layout.id(.assistant)], inLoss: false)
    builder.close(parent: nil, role: .prompt)
    for candidate in record.candidates {
      try append(candidate.parts, inLoss: true)
      builder.append([layout.id(.eos)], inLoss: true)
      builder.close(parent: 0, role: .candidate)
    }
  }

  private func build(
    _ record: PreferenceRecord, _ conversation: ChatConversation, _ builder: inout TreeBuilder,
    _ codes: (Int, MediaReference) throws -> [UInt32]
  ) rethrows {
    var first = 0
    func append(_ tokens: ChatTokens, isResponse: Bool) throws {
      var start = 0
      for medium in tokens.media {
        builder.append(tokens.ids[start..<medium.place], inLoss: tokens.inLoss[start..<medium.place])
        try builder.append(medium: first + medium.index, inLoss: isResponse, codes)
        start = medium.place
      }
      builder.append(tokens.ids[start...], inLoss: tokens.inLoss[start...])
      first += tokens.media.count
    }
    try append(conversation.prompt, isResponse: false)
    builder.close(parent: nil, role: .prompt)
    for response in conversation.responses {
      try append(response, isResponse: true)
      builder.close(parent: 0, role: .candidate)
    }
  }

  private func mark(_ role: Message.Role) -> VocabularyLayout.Special {
    switch role {
    case .system: .system
    case .user: .user
    case .assistant: .assistant
    }
  }
}

private struct TreeBuilder {
  let layout: VocabularyLayout
  /// Those of the record.
  let media: [MediaReference]
  private(set) var tokens: [UInt32] = []
  private(set) var mask: [UInt8] = []
  private(set) var spans: [TokenGroup.MediaSpan] = []
  private(set) var segments: [TokenGroup.Segment] = []
  private var start = 0

  init(layout: VocabularyLayout, media: [MediaReference]) {
    self.layout = layout
    self.media = media
  }

  mutating func append(_ ids: [UInt32], inLoss: Bool) {
    tokens += ids
    mask += [UInt8](repeating: inLoss ? 1 : 0, count: ids.count)
  }

  mutating func append(_ ids: ArraySlice<UInt32>, inLoss: ArraySlice<Bool>) {
    tokens += ids
    mask += inLoss.map { $0 ? 1 : 0 }
  }

  /// The marks and codes of the medium of that index.
  mutating func append(
    medium: Int, inLoss: Bool, _ codes: (Int, MediaReference) throws -> [UInt32]
  ) rethrows {
    guard media.indices.contains(medium) else { return }
    let reference = media[medium]
    let kind = MediaKind(rawValue: reference.kind) ?? .image
    let ids = layout.ids(try codes(medium, reference), kind: kind)
    spans.append(
      TokenGroup.MediaSpan(
        start: tokens.count, count: ids.count + 2, kind: reference.kind, digest: reference.digest))
    append([layout.begin(kind)], inLoss: inLoss)
    append(ids, inLoss: inLoss)
    append([layout.end(kind)], inLoss: inLoss)
  }

  /// Ends the segment in work.
  mutating func close(parent: Int?, role: TokenGroup.Role) {
    segments.append(TokenGroup.Segment(start: start, count: tokens.count - start, parent: parent, role: role))
    start = tokens.count
  }
}
