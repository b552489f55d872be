import Kernels

/// Deterministic numbers around zero.
func numbers(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
  return (0..<count).map { _ in
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (Float(state >> 40) / Float(1 << 23) - 1) * scale
  }
}

/// Largest |a − n| / max(|a| + |n|, floor) between a gradient and central differences of `value` in each input.
func worstDifference(
  of gradient: [Float], at input: [Float], step: Float = 1e-2, floor: Float = 0.1,
  _ value: ([Float]) -> Double
) -> Double {
  var worst = 0.0
  for i in input.indices {
    var moved = input
    moved[i] = input[i] + step
    let up = value(moved)
    moved[i] = input[i] - step
    let numeric = (up - value(moved)) / (2 * Double(step))
    let analytic = Double(gradient[i])
    worst = max(worst, abs(analytic - numeric) / max(abs(analytic) + abs(numeric), Double(floor)))
  }
  return worst
}

func weighted(_ x: [Float], _ weights: [Float]) -> Double {
  zip(x, weights).reduce(0) { $0 + Double($1.0) * Double($1.1) }
}
