import ByteStreams
import Media
import MediaCodecs
import MediaTokenization
import PreferenceRecords
import ShardFormat
import TextTokenization
import TokenTrees

/// Tokens of responses back to text and media files.
public struct ResponseReading: Sendable {
  private let vocabulary: ResponseVocabulary
  private let media: MediaDetokenizer

  public init(_ vocabulary: ResponseVocabulary) {
    self.vocabulary = vocabulary
    media = MediaDetokenizer(layout: vocabulary.layout)
  }

  /// The parts of a response, and the files of its media. A character that the limit cut is left out.
  /// - Throws: badTokens for tokens that `ResponseGrammar` would not allow; `MediaError` when a file cannot be made.
  public func read(_ tokens: [UInt32]) throws -> (parts: [Part], files: [Blob]) {
    var parts: [Part] = []
    var files: [Blob] = []
    var text: [UInt8] = []
    var position = 0
    func closeText() {
      text.removeLast(Self.unfinished(text))
      if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
      text = []
    }
    while position < tokens.count, !vocabulary.isEnd(Int(tokens[position])) {
      let token = tokens[position]
      if Int(token) < vocabulary.layout.text.size {
        var bytes = vocabulary.tokenizer.bytes(token)
        if position == 0, dropsLeadingSpace(token, bytes) { bytes.removeFirst() }
        text += bytes
        position += 1
        continue
      }
      guard let kind = MediaKind.allCases.first(where: { vocabulary.layout.begin($0) == token }),
        let end = tokens[position...].firstIndex(of: vocabulary.layout.end(kind))
      else {
        throw GenerationError(
          .badTokens, "token \(position) of a response, \(token), begins no text and no medium")
      }
      closeText()
      let file = try file(Array(tokens[position + 1..<end]), kind)
      parts.append(.media(MediaReference(kind: kind.rawValue, digest: file.digest)))
      files.append(file)
      position = end + 1
    }
    closeText()
    return (parts, files)
  }

  /// Whether a tokenizer's decoding leaves out the space that a text's first token has.
  private func dropsLeadingSpace(_ token: UInt32, _ bytes: [UInt8]) -> Bool {
    guard bytes.first == 0x20, case .file(let tokenizer) = vocabulary.tokenizer else { return false }
    return (try? tokenizer.decode([token]))?.utf8.first != 0x20
  }

  private func file(_ ids: [UInt32], _ kind: MediaKind) throws -> Blob {
    let decoded: DecodedMedia
    do { decoded = try media.media(ids, kind: kind) } catch {
      throw GenerationError(.badTokens, "a response's \(kind.rawValue) cannot be decoded: \(error)")
    }
    let (bytes, facts) = try MediaEncoder.file(decoded)
    return Blob(digest: SHA256.hash(bytes), facts: Self.describe(facts), bytes: bytes)
  }

  /// Bytes at the end that begin a character and do not finish it.
  private static func unfinished(_ text: [UInt8]) -> Int {
    var state = UTF8Automaton.whole
    var whole = 0
    for (index, byte) in text.enumerated() {
      guard let next = UTF8Automaton.next(state, byte) else { break }
      state = next
      if state == UTF8Automaton.whole { whole = index + 1 }
    }
    return text.count - whole
  }

  /// The facts as a blob's directory holds them: only what is known.
  private static func describe(_ facts: MediaFacts) -> CBOR {
    var map: [String: CBOR] = ["kind": .text(facts.kind.rawValue), "type": .text(facts.type)]
    map["width"] = facts.width.map { .integer($0) }
    map["height"] = facts.height.map { .integer($0) }
    map["duration"] = facts.duration.map { .double($0) }
    map["rate"] = facts.rate.map { .integer($0) }
    map["channels"] = facts.channels.map { .integer($0) }
    map["frames"] = facts.frames.map { .integer($0) }
    return .object(map)
  }
}
