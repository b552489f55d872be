import ByteStreams

/// The random numbers of one response: the number of each place is a pure function of (seed, record, candidate, place),
/// so neither threads nor order change what is drawn.
public struct ResponseRandom: Sendable {
  private let key: UInt64

  /// - Parameters:
  ///   - record: digest of the record that the prompt is of.
  ///   - candidate: which of its new responses, from 0.
  public init(seed: UInt64, record: Digest, candidate: Int) {
    let hash = SHA256()
    var numbers = [seed.littleEndian, UInt64(candidate).littleEndian]
    hash.update(record.bytes)
    numbers.withUnsafeMutableBytes { hash.update(UnsafeRawBufferPointer($0)) }
    key = hash.finish().a
  }

  /// In [0, 1), in steps of 2⁻⁵³. SplitMix64 (Steele, Lea and Flood, 2014) at `place` of its row.
  public func uniform(_ place: Int) -> Double {
    var z = key &+ (UInt64(place) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }
}
