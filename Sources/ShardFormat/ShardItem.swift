import ByteStreams

/// A record's deterministic CBOR.
public struct RecordItem: Sendable, Equatable {
  /// SHA-256 of `bytes`.
  public var digest: Digest
  public var bytes: [UInt8]
  /// From 0, over all members of the stream.
  public var ordinal: Int
  public init(digest: Digest, bytes: [UInt8], ordinal: Int) {
    self.digest = digest
    self.bytes = bytes
    self.ordinal = ordinal
  }
}

/// What a stream holds, in order.
public enum ShardItem: Sendable {
  /// A member begins.
  case meta(ShardMeta)
  case blob(Blob)
  case record(RecordItem)
  /// Token groups; `frame` is the same frame for copying.
  case tokens(ColumnBlock, frame: RawFrame)
  case plan(ColumnBlock, frame: RawFrame)
  /// A frame of a kind this version does not know and may pass on.
  case other(RawFrame)
  /// A member is over, and its counts and content root were right.
  case end(MemberEnd)
}
