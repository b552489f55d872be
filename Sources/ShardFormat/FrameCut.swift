import ByteStreams

/// Decides after which record a frame ends, from what stands in the frame alone: a record put in, taken out or changed
/// changes the frame around it, and the frames behind it stay as they were, byte for byte.
///
/// Content-defined chunking with whole records as the smallest piece: a record ends the frame when the first eight bytes
/// of its SHA-256, a number, lie below a threshold in proportion to its size, once the frame has a quarter of the mean.
struct FrameCut {
  /// Bytes of records count this many times: they are small beside media, and a change shall touch little.
  static let recordWeight = 16
  /// Frames have about this weight on average.
  private let mean: Int
  private var weight = 0

  /// - Parameter mean: bytes of media, or sixteen times the bytes of records, that a frame shall hold on average.
  init(mean: Int) { self.mean = max(4, mean) }

  /// Media that will stand before the next record.
  mutating func add(blobBytes: Int) { weight += blobBytes }

  /// A record joins the frame; true when the frame ends behind it.
  mutating func endsFrame(record: Digest, bytes: Int) -> Bool {
    let own = bytes * FrameCut.recordWeight
    weight += own
    if weight < mean / 4 { return false }
    return weight >= 4 * mean || record.a < threshold(own)
  }

  /// A frame begins.
  mutating func reset() { weight = 0 }

  /// The share of all digests that `own` is of three quarters of the mean.
  private func threshold(_ own: Int) -> UInt64 {
    let rest = UInt64(mean - mean / 4)
    return UInt64(own) >= rest ? .max : (UInt64.max / rest) * UInt64(own)
  }
}
