import ByteStreams
import Media
import PreferenceRecords
import ShardFormat

/// A medium as it goes into a shard.
public struct PreparedMedium: Sendable {
  public var digest: Digest
  /// Nil when it was prepared before and its bytes are no longer in memory: `MediaPreparation.bytes` has them.
  public var bytes: [UInt8]?
  public var kind: MediaKind
  public var facts: CBOR
  /// Names its source: the same source, the same medium.
  public var key: Digest

  var reference: MediaReference { MediaReference(kind: kind.rawValue, digest: digest) }
}

/// The sound track of a clip as it goes into a shard.
public enum PreparedTrack: Sendable {
  case sound(PreparedMedium)
  /// The clip has none; the key names the clip's track.
  case absent(key: Digest)
}
