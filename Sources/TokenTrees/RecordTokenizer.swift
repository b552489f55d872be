import ByteStreams
import Media
import PreferenceRecords
import TextTokenization

/// Turns records into token trees, by one template:
///
///     bos, then for every message its role mark and its parts, then the assistant mark     (the prompt)
///     the parts of the candidate, eos                                                      (each candidate)
///
/// A text part is its text tokens; a medium is its begin mark, its codes and its end mark. The loss mask is 1 on the
/// candidates' tokens, eos included.
public struct RecordTokenizer: Sendable {
  public let layout: VocabularyLayout
  public let text: TextTokenizer

  /// - Throws: what is wrong with the layout's `tokenizer.json`.
  public init(layout: VocabularyLayout) throws {
    self.layout = layout
    switch layout.text {
    case .bytes: text = .bytes
    case .tokenizerFile(let json, let size):
      let tokenizer = try Tokenizer(json: json)
      guard tokenizer.size == size else {
        throw TokenizerFileError("tokenizer.json has \(tokenizer.size) tokens, \(size) were declared")
      }
      text = .file(tokenizer)
    }
  }

  /// The tokens of each text part, prompt first, then the candidates in order: the slow half of `group`, which may run
  /// on any thread.
  public func texts(_ record: PreferenceRecord) throws -> [[UInt32]] {
    try (record.prompt.flatMap(\.parts) + record.candidates.flatMap(\.parts)).compactMap {
      if case .text(let string) = $0 { return try text.encode(string) }
      return nil
    }
  }

  /// - Parameters:
  ///   - digest: of the record's CBOR.
  ///   - texts: what `texts` gave for the record.
  ///   - codes: the codec's codes of a medium of the record, by its place in `record.media`.
  public func group(
    _ record: PreferenceRecord, digest: Digest, texts: [[UInt32]],
    codes: (Int, MediaReference) throws -> [UInt32]
  ) rethrows -> TokenGroup {
    var builder = TreeBuilder()
    var medium = 0
    var written = 0
    func append(_ parts: [Part]) throws {
      for part in parts {
        switch part {
        case .text:
          if texts.indices.contains(written) { builder.tokens += texts[written] }
          written += 1
        case .media(let reference):
          let kind = MediaKind(rawValue: reference.kind) ?? .image
          let start = builder.tokens.count
          builder.tokens.append(layout.begin(kind))
          builder.tokens += layout.ids(try codes(medium, reference), kind: kind)
          builder.tokens.append(layout.end(kind))
          builder.spans.append(
            TokenGroup.MediaSpan(
              start: start, count: builder.tokens.count - start, kind: reference.kind,
              digest: reference.digest))
          medium += 1
        }
      }
    }
    builder.tokens.append(layout.id(.bos))
    for message in record.prompt {
      builder.tokens.append(layout.id(mark(message.role)))
      try append(message.parts)
    }
    builder.tokens.append(layout.id(.assistant))
    builder.close(parent: nil, role: .prompt)
    for candidate in record.candidates {
      try append(candidate.parts)
      builder.tokens.append(layout.id(.eos))
      builder.close(parent: 0, role: .candidate)
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

  private func mark(_ role: Message.Role) -> VocabularyLayout.Special {
    switch role {
    case .system: .system
    case .user: .user
    case .assistant: .assistant
    }
  }
}

private struct TreeBuilder {
  var tokens: [UInt32] = []
  var spans: [TokenGroup.MediaSpan] = []
  private(set) var segments: [TokenGroup.Segment] = []
  private(set) var mask: [UInt8] = []

  /// Ends the segment in work.
  mutating func close(parent: Int?, role: TokenGroup.Role) {
    let start = mask.count
    segments.append(TokenGroup.Segment(start: start, count: tokens.count - start, parent: parent, role: role))
    mask += [UInt8](repeating: role == .candidate ? 1 : 0, count: tokens.count - start)
  }
}

/// What records with the same prompt share.
enum PromptCluster {
  /// The first eight bytes, big-endian, of SHA-256 over the prompt's roles, texts (with their lengths) and media.
  static func of(_ record: PreferenceRecord) -> UInt64 {
    let hash = SHA256()
    for message in record.prompt {
      hash.update(Array("\(message.role.rawValue):".utf8))
      for part in message.parts {
        switch part {
        case .text(let text):
          let bytes = Array(text.utf8)
          hash.update(Array("t\(bytes.count):".utf8))
          hash.update(bytes)
        case .media(let reference): hash.update(Array("m".utf8) + reference.digest.bytes)
        }
      }
    }
    return hash.finish().a
  }
}
