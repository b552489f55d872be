import ByteStreams
import ShardFormat

/// Gathers groups into columns.
struct TokenColumnsWriter {
  private(set) var tokens: [UInt32] = []
  private var mask: [UInt8] = []
  private var reference: [Float] = []
  private var segmentStart: [UInt32] = [0]
  private var segmentParent: [Int32] = []
  private var segmentRole: [UInt8] = []
  private var firstPosition: [UInt32] = []
  private var groupSegment: [UInt32] = [0]
  private var groupRecord: [UInt8] = []
  private var groupModality: [UInt8] = []
  private var groupCluster: [UInt64] = []
  private var groupPair: [UInt32] = [0]
  private var groupSpan: [UInt32] = [0]
  private var pairWinner: [UInt32] = []
  private var pairLoser: [UInt32] = []
  private var spanStart: [UInt32] = []
  private var spanCount: [UInt32] = []
  private var spanKind: [UInt8] = []
  private var spanDigest: [UInt8] = []

  /// - Precondition: `TokenGroupChecks` found nothing.
  mutating func add(_ group: TokenGroup, modality: UInt8) {
    tokens += group.tokens
    mask += group.lossMask
    reference += group.referenceLogProbabilities ?? []
    var positions: [Int] = []
    for segment in group.segments {
      segmentStart.append((segmentStart.last ?? 0) + UInt32(segment.count))
      segmentParent.append(segment.parent.map { Int32($0) } ?? -1)
      segmentRole.append(segment.role.rawValue)
      let first = segment.parent.map { positions[$0] + group.segments[$0].count } ?? 0
      positions.append(first)
      firstPosition.append(UInt32(first))
    }
    groupSegment.append(UInt32(segmentRole.count))
    groupRecord += group.record.bytes
    groupModality.append(modality)
    groupCluster.append(group.cluster)
    for pair in group.pairs {
      pairWinner.append(UInt32(pair.winner))
      pairLoser.append(UInt32(pair.loser))
    }
    groupPair.append(UInt32(pairWinner.count))
    for span in group.mediaSpans {
      spanStart.append(UInt32(span.start))
      spanCount.append(UInt32(span.count))
      spanKind.append(UInt8(TokenFrameCoding.kinds.firstIndex(of: span.kind) ?? 0))
      spanDigest += span.digest.bytes
    }
    groupSpan.append(UInt32(spanStart.count))
  }

  func block(attributes: [String: CBOR], narrow: Bool, referenceModel: Digest?) -> ColumnBlock {
    var block = ColumnBlock(attributes: attributes)
    if narrow {
      block.set("tokens", u16: tokens.map { UInt16(truncatingIfNeeded: $0) })
    } else {
      block.set("tokens", u32: tokens)
    }
    block.set("loss_mask", u8: mask)
    block.set("segment_start", u32: segmentStart)
    block.set("segment_parent", i32: segmentParent)
    block.set("segment_role", u8: segmentRole)
    block.set("first_position", u32: firstPosition)
    block.set("group_segment", u32: groupSegment)
    block.set("group_record", bytes: groupRecord)
    block.set("group_modality", u8: groupModality)
    block.set("group_cluster", u64: groupCluster)
    block.set("group_pair", u32: groupPair)
    block.set("group_span", u32: groupSpan)
    block.set("pair_winner", u32: pairWinner)
    block.set("pair_loser", u32: pairLoser)
    block.set("span_start", u32: spanStart)
    block.set("span_count", u32: spanCount)
    block.set("span_kind", u8: spanKind)
    block.set("span_digest", bytes: spanDigest)
    if let referenceModel {
      block.attributes["reference_model"] = .bytes(referenceModel.bytes)
      block.set("reference_log_probabilities", f32: reference)
    }
    return block
  }
}
