/// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"): small, quick, and the same
/// numbers everywhere.
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A generator of its own for each record, so that records can be made in any order.
  init(seed: UInt64, subset: Subset, record: Int) {
    var mixer = Random(seed: seed)
    var state = mixer.next()
    for part in [UInt64(subset.ordinal), UInt64(record)] {
      mixer = Random(seed: state ^ part &* 0xD1B5_4A32_D192_ED03)
      state = mixer.next()
    }
    self.state = state
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  /// In [0, 1).
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
  mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }
  mutating func chance(_ share: Double) -> Bool { unit() < share }

  /// In 0..<n.
  mutating func below(_ n: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(n)).high) }

  /// Mean 0, variance 1, bell-shaped: the sum of four uniform numbers, from one draw.
  mutating func bell() -> Double {
    let bits = next()
    var sum = 0.0
    for i in 0..<4 { sum += Double(bits >> UInt64(16 * i) & 0xFFFF) }
    return (sum / 65535 - 2) * 1.7320508
  }

  mutating func one<T>(of all: [T]) -> T { all[below(all.count)] }

  mutating func another<T: Equatable>(than one: T, of all: [T]) -> T {
    let others = all.filter { $0 != one }
    return others[below(others.count)]
  }
}
