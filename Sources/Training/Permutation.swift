/// A seeded shuffle: the same seed, epoch and count give the same order on every machine.
public enum Permutation {
  /// Fisher–Yates over SplitMix64 (Steele, Lea and Flood 2014), without modulo bias worth speaking of (count < 2^32).
  public static func of(count: Int, seed: UInt64, epoch: Int) -> [Int] {
    var state =
      seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(epoch) &* 0xD1B5_4A32_D192_ED03 &+ 0x2545_F491_4F6C_DD1D
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
      return z ^ z >> 31
    }
    var order = Array(0..<count)
    var i = count - 1
    while i > 0 {
      let j = Int(next().multipliedFullWidth(by: UInt64(i + 1)).high)
      order.swapAt(i, j)
      i -= 1
    }
    return order
  }
}
