import ByteStreams
import ShardFormat

/// Writes token groups as TOKENS frames: small ones first, so that the stage behind has work at once, then larger ones.
public final class TokenStreamWriter {
  private let writer: ShardWriter
  private let layout: VocabularyLayout
  private let referenceModel: Digest?
  private var groups: [TokenGroup] = []
  private var tokens = 0
  private var frameGroups = 64
  /// Groups after which a frame is closed, once the frames have grown.
  static let largestFrameGroups = 4096
  /// Tokens after which a frame is closed in any case.
  static let largestFrameTokens = 1 << 20

  /// - Parameter meta: profile `.tokens`; its tokenizer is set from `layout`.
  public init(
    sink: any ByteSink, meta: ShardMeta, layout: VocabularyLayout, referenceModel: Digest? = nil,
    options: ShardWriterOptions = ShardWriterOptions()
  ) throws {
    var meta = meta
    meta.profile = .tokens
    meta.tokenizer = layout.cbor
    writer = try ShardWriter(sink: sink, meta: meta, options: options)
    self.layout = layout
    self.referenceModel = referenceModel
  }

  /// The writer below, for records that travel beside the tokens and for counters.
  public var shard: ShardWriter { writer }

  /// - Throws: `TokenStreamError` badColumns; what the sink throws.
  public func add(_ group: TokenGroup) throws {
    groups.append(group)
    tokens += group.tokens.count
    writer.count("groups.by_modality", key: group.modality)
    writer.count("tokens.by_modality", key: group.modality, by: UInt64(group.tokens.count))
    if groups.count >= frameGroups || tokens >= Self.largestFrameTokens { try flush() }
  }

  /// Closes the frame in work.
  public func flush() throws {
    guard !groups.isEmpty else { return }
    let block = try TokenFrameCoding.encode(
      groups, vocabularySize: layout.size, referenceModel: referenceModel)
    try writer.add(columns: block, kind: .tokens, entries: groups.count)
    groups.removeAll(keepingCapacity: true)
    tokens = 0
    frameGroups = min(2 * frameGroups, Self.largestFrameGroups)
  }

  public func finish() throws {
    try flush()
    try writer.finish()
  }

  public func abort(reason: String) throws { try writer.abort(reason: reason) }
}
