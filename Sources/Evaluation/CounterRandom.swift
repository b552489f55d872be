/// Philox4x32-10, a counter-based generator: the numbers are a pure function of (seed, stream, replicate, draw), so any
/// thread may compute any of them. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public struct CounterRandom: Sendable {
  private let key: (UInt32, UInt32)

  public init(seed: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The four words of one block.
  public func block(_ c0: UInt32, _ c1: UInt32, _ c2: UInt32, _ c3: UInt32)
    -> (UInt32, UInt32, UInt32, UInt32)
  {
    var (x0, x1, x2, x3) = (c0, c1, c2, c3)
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = UInt64(0xD251_1F53) * UInt64(x0)
      let p1 = UInt64(0xCD9E_8D57) * UInt64(x2)
      (x0, x1, x2, x3) = (
        UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1, UInt32(truncatingIfNeeded: p0)
      )
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (x0, x1, x2, x3)
  }

  /// Two indexes below `bound`, the draws `2 * pair` and `2 * pair + 1` of a replicate of a stream. The bias of the
  /// multiplication is below `bound / 2^64`.
  /// - Precondition: `bound > 0`.
  public func twoIndexes(below bound: Int, stream: UInt32, replicate: UInt32, pair: Int) -> (Int, Int) {
    let words = block(
      UInt32(truncatingIfNeeded: pair), UInt32(truncatingIfNeeded: pair >> 32), replicate, stream)
    let a = UInt64(words.0) << 32 | UInt64(words.1)
    let b = UInt64(words.2) << 32 | UInt64(words.3)
    let range = UInt64(bound)
    return (Int(a.multipliedFullWidth(by: range).high), Int(b.multipliedFullWidth(by: range).high))
  }
}
