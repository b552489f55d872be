import Synchronization

/// A tokenizer as `tokenizer.json` describes it: text to tokens, exactly those of Hugging Face's `tokenizers`, and back.
///
///     let tokenizer = try Tokenizer(json: bytes)
///     let ids = try tokenizer.encode("Hello, world")
///     let text = try tokenizer.decode(ids)
///
/// It may be used by many threads at once. A thread that has much to encode keeps an encoder of its own (``encoder()``).
public struct Tokenizer: Sendable {
  let parts: TokenizerParts
  private let pool = EncoderPool()

  /// - Parameter json: the bytes of a `tokenizer.json`.
  /// - Throws: ``TokenizerFileError``, which names a component that is not supported; `JSONError` for what is no JSON.
  public init(json: [UInt8]) throws { self.init(try TokenizerReader.read(json)) }

  init(_ parts: TokenizerParts) { self.parts = parts }

  /// - Parameter changes: what other files say of the added tokens.
  init(json: [UInt8], changes: AddedTokenChanges) throws {
    parts = try TokenizerReader.read(json, changes: changes)
  }

  /// What the file asks for that is left undone, in sentences: truncation, padding.
  public var notes: [String] { parts.notes }

  /// The greatest id plus 1.
  public var size: Int { max(parts.model.table.size, parts.added.tokens.last.map { Int($0.id) + 1 } ?? 0) }

  /// The added tokens by id, special ones among them.
  public var addedTokens: [AddedToken] { parts.added.tokens }

  /// Whether a token is a special one: it stands for no text.
  public func isSpecial(_ id: UInt32) -> Bool { parts.added[id]?.isSpecial ?? false }

  /// The id of a token as the file spells it.
  public func id(of token: String) -> UInt32? {
    parts.addedByContent[token] ?? parts.model.table[Array(token.utf8)]
  }

  /// A token as the file spells it; nil when no token has the id.
  public func token(_ id: UInt32) -> String? {
    parts.added[id]?.content ?? parts.model.table.string(id).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The tokens of a text.
  /// - Parameter addsSpecialTokens: whether those that the file puts around every text are put around it.
  public func encode(_ text: String, addsSpecialTokens: Bool = true) throws -> [UInt32] {
    var ids: [UInt32] = []
    try pool.with(parts) { try $0.encode(text, addsSpecialTokens: addsSpecialTokens, into: &ids) }
    return ids
  }

  /// Appends the tokens of a text.
  public func encode(_ text: String, addsSpecialTokens: Bool = true, into ids: inout [UInt32]) throws {
    try pool.with(parts) { try $0.encode(text, addsSpecialTokens: addsSpecialTokens, into: &ids) }
  }

  /// Appends the tokens of a text that may go on, without those that the file puts around every text.
  /// - Parameter context: what stands before the text; then what stands before the text that follows.
  public func encode(_ text: String, after context: inout TextContext, into ids: inout [UInt32]) throws {
    try pool.with(parts) { try $0.encode(text, after: &context, into: &ids) }
  }

  /// The tokens of a text that may go on, and where they stand in it.
  /// - Parameter context: what stands before the text; then what stands before the text that follows.
  public func encoding(
    _ text: String, after context: inout TextContext, unit: Encoding.Unit = .bytes
  ) throws -> Encoding {
    try pool.with(parts) { try $0.encoding(text, after: &context, unit: unit) }
  }

  /// The tokens of a text, and where they stand in it.
  public func encoding(
    _ text: String, addsSpecialTokens: Bool = true, unit: Encoding.Unit = .bytes
  ) throws -> Encoding {
    try pool.with(parts) { try $0.encoding(text, addsSpecialTokens: addsSpecialTokens, unit: unit) }
  }

  func withEncoder<Result>(_ use: (TextEncoder) throws -> Result) rethrows -> Result {
    try pool.with(parts, use)
  }

  /// What encodes on one thread.
  public func encoder() -> TextEncoder { TextEncoder(parts) }

  /// The text of tokens. Ids without a token are left out.
  public func decode(_ ids: [UInt32], skipsSpecialTokens: Bool = true) throws -> String {
    try parts.decode(ids, skipsSpecialTokens: skipsSpecialTokens)
  }

  /// The bytes that a token adds to a text, as far as they depend on nothing before it; they may be a part of a
  /// character. Of a special or other added token, its own text. nil when no token has the id.
  public func bytes(of id: UInt32) -> [UInt8]? {
    if let added = parts.added[id] { return Array(added.content.utf8) }
    if case .sentencePieces(let pieces) = parts.model {
      return pieces.table.string(id).map { pieces.decoding.bytes($0, pieces.kinds[Int(id)]) }
    }
    return parts.model.table.string(id).map { string in
      (parts.decoder?.steps ?? []).reduce(Array(string)) { $1.bytes(ofToken: $0) }
    }
  }

  /// Decodes tokens one by one.
  public func decodeStream(skipsSpecialTokens: Bool = true) -> DecodeStream {
    DecodeStream(parts, skipsSpecialTokens: skipsSpecialTokens)
  }
}

/// What a tokenizer is made of; never changed.
final class TokenizerParts: Sendable {
  let model: TextModel
  let normalizer: Normalizer?
  let preTokenizer: PreTokenizer?
  let processors: [PostProcessor]
  let decoder: Decoder?
  let added: AddedTokens
  let addedByContent: [String: UInt32]
  let notes: [String]
  /// How bytes are cut for a model of bytes without anything being rewritten; nil where that is not so.
  let quick: QuickSplit?
  let cuts: PieceCuts?

  init(
    model: TextModel, normalizer: Normalizer?, preTokenizer: PreTokenizer?, processors: [PostProcessor],
    decoder: Decoder?, added: AddedTokens, notes: [String], quick: QuickSplit? = nil
  ) {
    self.model = model
    self.normalizer = normalizer
    self.preTokenizer = preTokenizer
    self.processors = processors
    self.decoder = decoder
    self.added = added
    self.notes = notes
    addedByContent = Dictionary(added.tokens.map { ($0.content, $0.id) }, uniquingKeysWith: { $1 })
    self.quick = quick ?? preTokenizer.flatMap { QuickSplit($0, model) }
    switch model {
    case .bytePairs(let pairs): cuts = pairs.cuts
    case .sentencePieces(let pieces): cuts = pieces.cuts
    case .unigram, .wordPiece: cuts = nil
    }
  }

  /// Whether ids depend on where a part lies in the original text.
  var needsOrigins: Bool {
    guard normalizer != nil || (preTokenizer?.parts.count ?? 0) > 1 else { return false }
    return preTokenizer?.parts.contains { part in
      if case .metaspace(_, .first, _) = part { return true }
      return false
    } ?? false
  }

  var trims: Bool {
    processors.contains { part in
      if case .trim = part { return true }
      return false
    }
  }

  func decode(_ ids: [UInt32], skipsSpecialTokens: Bool) throws -> String {
    if case .sentencePieces(let pieces) = model {
      return String(
        decoding: try pieces.decoding.decode(ids, pieces, skipsControls: skipsSpecialTokens), as: UTF8.self)
    }
    var tokens: [[UInt8]] = []
    tokens.reserveCapacity(ids.count)
    for id in ids {
      guard let token = added.decoded(id) ?? model.table.string(id).map(Array.init) else { continue }
      if skipsSpecialTokens, added.isSpecial(token) { continue }
      tokens.append(token)
    }
    guard let decoder else { return String(decoding: Array(tokens.joined(separator: [0x20])), as: UTF8.self) }
    return String(decoding: Array(try decoder.decode(tokens).joined()), as: UTF8.self)
  }
}

/// How text is cut into pieces of bytes for a byte-level model.
struct QuickSplit: Sendable {
  let model: BytePairs
  let splitter: (any TextSplitter)?
  /// The same where it finds many pieces at once, and all that it finds are taken.
  let batchSplitter: (any BatchSplitter)?
  /// Gaps between matches are dropped.
  let dropsGaps: Bool
  let addsPrefixSpace: Bool

  /// - Parameter model: takes bytes.
  init(_ model: BytePairs, _ splitter: any TextSplitter, dropsGaps: Bool) {
    self.model = model
    self.splitter = splitter
    self.dropsGaps = dropsGaps
    addsPrefixSpace = false
    batchSplitter = dropsGaps ? nil : splitter as? any BatchSplitter
  }

  /// nil when the pre-tokenizer does something else, or the model needs more than bytes.
  init?(_ preTokenizer: PreTokenizer, _ model: TextModel) {
    let parts = preTokenizer.parts
    guard case .bytePairs(let pairs) = model, let bytes = pairs.forBytes(),
      case .byteLevel(let addsPrefixSpace, let splits)? = parts.last
    else { return nil }
    self.model = bytes
    self.addsPrefixSpace = addsPrefixSpace
    // In a sequence a space would go before every piece.
    if addsPrefixSpace, parts.count > 1 { return nil }
    var patterns: [String] = []
    var digits = false
    var dropsGaps = false
    for (place, part) in parts.dropLast().enumerated() {
      switch part {
      case .split(_, let pattern?, .isolated, _): patterns.append(pattern)
      case .split(_, let pattern?, .removed, inverts: true) where parts.count == 2 && !splits:
        patterns.append(pattern)
        dropsGaps = true
      case .characters(.numeric, .isolated) where place == 0: digits = true
      default: return nil
      }
    }
    if splits { patterns.append(SplitPatterns.gpt2) }
    self.dropsGaps = dropsGaps
    do {
      if digits {
        guard patterns.count == 1 else { return nil }
        splitter = try SplitPatterns.splitter(singleDigitsThen: patterns[0])
      } else if patterns.isEmpty {
        splitter = nil
      } else {
        splitter = try SplitPatterns.splitter(forSequence: patterns)
      }
      batchSplitter = dropsGaps ? nil : splitter as? any BatchSplitter
    } catch { return nil }
  }
}

/// Encoders that wait for the next text.
private final class EncoderPool: @unchecked Sendable {
  private let waiting = Mutex<[TextEncoder]>([])

  func with<Result>(_ parts: TokenizerParts, _ use: (TextEncoder) throws -> Result) rethrows -> Result {
    let encoder = take() ?? TextEncoder(parts)
    defer { put(encoder) }
    return try use(encoder)
  }

  private func take() -> TextEncoder? { waiting.withLock { $0.popLast().map(Handed.init) }?.encoder }
  private func put(_ encoder: TextEncoder) {
    let handed = Handed(encoder: encoder)
    waiting.withLock { $0.append(handed.encoder) }
  }

  /// An encoder that no other thread has.
  private struct Handed: @unchecked Sendable { let encoder: TextEncoder }
}
