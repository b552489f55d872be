import Glibc

/// Normally distributed numbers from a seed: SplitMix64 (Steele, Lea and Flood 2014) and Box–Muller.
struct NormalNoise {
  private var state: UInt64

  /// Streams of one seed are independent, so a tensor's numbers don't depend on the tensors before it.
  init(seed: UInt64, stream: UInt64) {
    state = seed &* 0x9E37_79B9_7F4A_7C15 ^ (stream &+ 1) &* 0xD1B5_4A32_D192_ED03
    _ = next()
  }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// In (0, 1].
  private mutating func uniform() -> Double { Double((next() >> 11) + 1) * 0x1p-53 }

  mutating func fill(_ values: UnsafeMutableBufferPointer<Float>, deviation: Float) {
    var i = 0
    while i < values.count {
      let radius = (-2 * log(uniform())).squareRoot() * Double(deviation)
      let angle = 2 * Double.pi * uniform()
      values[i] = Float(radius * cos(angle))
      if i + 1 < values.count { values[i + 1] = Float(radius * sin(angle)) }
      i += 2
    }
  }
}
