import Glibc

/// A two-sided 95 % interval and how it was made.
public struct Interval: Sendable, Equatable {
  public enum Method: String, Sendable {
    /// Wilson's score interval; every cluster holds one pair.
    case wilson
    /// Percentiles of resampled clusters.
    case clusterBootstrap = "cluster-bootstrap"
    /// Wilson's interval with clusters as trials: every pair has the same credit, so resampling would show no spread.
    case wilsonOverClusters = "wilson-over-clusters"
  }

  public var low: Double
  public var high: Double
  public var method: Method

  public init(low: Double, high: Double, method: Method) {
    self.low = low
    self.high = high
    self.method = method
  }

  /// The 0.975 quantile of the standard normal distribution.
  static let z95 = 1.959963984540054

  /// Wilson's score interval of a proportion `p` in `n` trials (E. B. Wilson, 1927); [0, 1] without trials.
  public static func wilson(proportion p: Double, trials n: Int, method: Method = .wilson) -> Interval {
    guard n > 0 else { return Interval(low: 0, high: 1, method: method) }
    let n = Double(n)
    let z2 = z95 * z95
    let centre = p + z2 / (2 * n)
    let spread = z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    let scale = 1 + z2 / n
    // The bounds touch 0 and 1 exactly when the proportion does; rounding must not carry them past it.
    return Interval(
      low: p == 0 ? 0 : max(0, (centre - spread) / scale),
      high: p == 1 ? 1 : min(1, (centre + spread) / scale), method: method)
  }
}

/// The middle 95 % of what guessing by a coin reaches.
public enum Chance {
  /// Smallest and largest accuracy left when at most 2.5 % is cut from each tail of Binomial(`pairs`, 1/2).
  public static func range95(pairs n: Int) -> (low: Double, high: Double) {
    guard n > 0 else { return (0, 1) }
    let logHalf = -log(2.0) * Double(n)
    var tail = 0.0
    var k = 0
    while k < n {
      var sign: Int32 = 0
      let logProbability =
        logHalf + lgamma_r(Double(n) + 1, &sign) - lgamma_r(Double(k) + 1, &sign)
        - lgamma_r(Double(n - k) + 1, &sign)
      tail += exp(logProbability)
      if tail > 0.025 { break }
      k += 1
    }
    let low = Double(min(k, n - k)) / Double(n)
    return (low, 1 - low)
  }
}
