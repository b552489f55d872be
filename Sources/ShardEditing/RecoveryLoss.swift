import ByteStreams
import ShardFormat

/// Something of a damaged shard that the recovered one lacks.
public struct RecoveryLoss: Sendable {
  /// Bytes of the damaged file; empty where something is missing rather than damaged.
  public var range: Range<UInt64>?
  /// What stood there, when a header says so.
  public var frame: FrameKind?
  /// Records, blobs, groups or bins that are lost; nil when unknown.
  public var entries: Int?
  /// A record that was whole and could not stay.
  public var record: Digest?
  /// Its identifier.
  public var id: String?
  /// The specification's name of the error.
  public var error: String
  /// What is lost and why.
  public var what: String
}
