import ByteStreams
import ShardFormat

/// Token groups as the columns of a TOKENS frame; the names and meanings stand in `schemas/tokens.md`.
///
/// Columns by token: `tokens` (u16 when the vocabulary fits, else u32), `loss_mask` (u8), optional
/// `reference_log_probabilities` (f32). By segment: `segment_start` (u32, one more than segments: the cu_seqlens of
/// this frame), `segment_parent` (i32, within the group, -1 for a root), `segment_role` (u8), `first_position` (u32).
/// By group: `group_segment` (u32, one more than groups), `group_record` (32 bytes each), `group_modality` (u8, index
/// into attribute `modalities`), `group_cluster` (u64), `group_pair` and `group_span` (u32, one more than groups).
/// By pair: `pair_winner`, `pair_loser` (u32, segments of the group). By medium: `span_start` (u32, within the
/// group), `span_count` (u32), `span_kind` (u8, index into attribute `kinds`), `span_digest` (32 bytes each).
public enum TokenFrameCoding {
  static let kinds = ["image", "audio", "video"]

  /// - Parameters:
  ///   - vocabularySize: decides the width of the token column.
  ///   - referenceModel: SHA-256 of the weights that made the reference log-probabilities; required when groups have
  ///     them, and then every group must have one per token.
  /// - Throws: badColumns when a group contradicts itself.
  public static func encode(
    _ groups: [TokenGroup], vocabularySize: Int, referenceModel: Digest? = nil
  ) throws(TokenStreamError) -> ColumnBlock {
    var columns = TokenColumnsWriter()
    let modalities = Set(groups.map(\.modality)).sorted()
    guard modalities.count <= 256 else {
      throw TokenStreamError(.badColumns, "more than 256 modality keys in a frame")
    }
    let modalityIndex = Dictionary(
      uniqueKeysWithValues: modalities.enumerated().map { ($0.element, UInt8($0.offset)) })
    for group in groups {
      try TokenGroupChecks.check(group, vocabularySize: vocabularySize)
      guard (group.referenceLogProbabilities != nil) == (referenceModel != nil) else {
        throw TokenStreamError(
          .badColumns,
          "record \(group.record): reference log-probabilities and the hash of their model go together")
      }
      columns.add(group, modality: modalityIndex[group.modality] ?? 0)
    }
    guard columns.tokens.count <= Int(UInt32.max) else {
      throw TokenStreamError(.badColumns, "a frame is too long")
    }
    return columns.block(
      attributes: [
        "vocabulary": .integer(vocabularySize), "modalities": .array(modalities.map { .text($0) }),
        "kinds": .array(kinds.map { .text($0) }),
      ], narrow: vocabularySize <= 1 << 16, referenceModel: referenceModel)
  }

  /// The model that made the block's reference log-probabilities; nil when it has none.
  public static func referenceModel(of block: ColumnBlock) -> Digest? {
    block.attributes["reference_model"]?.bytesValue.flatMap { Digest(bytes: $0) }
  }

  /// - Throws: `TokenStreamError` badColumns, tokenOutOfRange; `ShardError` for a column that is missing.
  public static func decode(_ block: ColumnBlock) throws -> [TokenGroup] {
    try TokenColumnsReader(block).groups()
  }

  /// The number of tokens of each group, without making the groups: what a packer needs.
  /// - Throws: as `decode`.
  public static func lengths(_ block: ColumnBlock) throws -> [Int] {
    try TokenColumnsReader.lengths(block)
  }

  /// The records of the groups, in order.
  public static func records(_ block: ColumnBlock) throws -> [Digest] {
    try TokenColumnsReader.digests(block, "group_record")
  }
}
