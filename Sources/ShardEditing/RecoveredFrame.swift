import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// What a whole frame of a damaged file holds, checked as a reader would.
enum RecoveredFrame {
  case meta(ShardMeta)
  case records([CopiedRecord])
  case blobs([Blob])
  case tokens([TokenGroup], ColumnBlock)
  case plan(Plan, ColumnBlock)
  case end(MemberEnd)
  case aborted(String)
  /// Copied as it is.
  case other
  /// Made anew.
  case rebuilt

  /// - Parameter first: ordinal of the next record.
  /// - Throws: `ShardError`, `TokenStreamError`: the frame is as it was written, but breaks its section.
  init(_ frame: RawFrame, _ raw: Payload, first: Int) throws {
    switch frame.kind {
    case .meta: self = .meta(try ShardMeta(payload: raw.bytes, streamTag: frame.header.streamTag))
    case .records:
      self = .records(
        try FrameContents.records(raw.bytes, entries: frame.entries, first: first).map {
          CopiedRecord($0, try? PreferenceRecord(decoding: $0.bytes))
        })
    case .blobs:
      self = .blobs(try FrameContents.blobs(raw, entries: frame.entries, largest: .max, verify: true))
    case .tokens:
      let block = try ColumnBlock(raw)
      let groups = try TokenFrameCoding.decode(block)
      guard groups.count == frame.entries else {
        throw TokenStreamError(.badColumns, "the frame counts \(frame.entries) groups, not \(groups.count)")
      }
      self = .tokens(groups, block)
    case .plan:
      let block = try ColumnBlock(raw)
      self = .plan(try Plan(block), block)
    case .end: self = .end(try MemberEnd(payload: raw.bytes))
    case .abort:
      self = .aborted((try? CBOR.decode(raw.bytes))?["reason"]?.textValue ?? "no reason was given")
    case .index, .summary, .pad: self = .rebuilt
    default: self = .other
    }
  }
}
