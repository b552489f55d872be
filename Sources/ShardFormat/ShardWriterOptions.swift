/// How a shard is written. The same options, records and version give the same bytes.
public struct ShardWriterOptions: Sendable {
  public enum Codec: Sendable, Equatable {
    case stored
    /// Levels 1…19; frames that would not shrink are stored.
    case zstd(level: Int)
  }

  public var codec: Codec
  /// Raw bytes after which a frame of blobs is closed in any case. A frame of records has a 64th of it on average, and
  /// where media come with the records their frames have a quarter.
  public var frameBytes: Int
  /// Bytes of blobs a reader may have to keep; rounded up to a power of two.
  public var blobWindow: Int
  /// The largest raw payload, and so the largest blob; rounded up to a power of two.
  public var largestFrame: Int

  public init(
    codec: Codec = .stored, frameBytes: Int = 4 << 20, blobWindow: Int = 256 << 20,
    largestFrame: Int = 256 << 20
  ) {
    self.codec = codec
    self.frameBytes = frameBytes
    self.blobWindow = blobWindow
    self.largestFrame = largestFrame
  }

  static func log2Ceiling(_ n: Int, _ bounds: ClosedRange<Int>) -> UInt8 {
    var bits = bounds.lowerBound
    while bits < bounds.upperBound, 1 << bits < n { bits += 1 }
    return UInt8(bits)
  }
}
