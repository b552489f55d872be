import Glibc

/// The distribution of winner's score minus loser's over pairs with finite scores.
public struct MarginStatistics: Sendable, Equatable {
  public var count: Int
  public var mean: Double
  /// Standard deviation with n − 1; 0 for one pair.
  public var deviation: Double
  /// Quantiles at `quantileLevels`.
  public var quantiles: [Double]
  public static let quantileLevels = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
  public var histogram: Histogram
  /// (mean_w − mean_l) / sqrt((var_w + var_l) / 2), the sensitivity index of signal detection; nil when nothing varies.
  public var sensitivity: Double?
  /// Probability that a random winner scores above a random loser, ties half (Mann–Whitney).
  public var auroc: Double

  /// nil when no pair has finite scores.
  public init?(_ pairs: some Sequence<ScoredPair>) {
    let finite = pairs.filter(\.isFinite)
    guard !finite.isEmpty else { return nil }
    let margins = finite.map(\.margin).sorted()
    count = finite.count
    mean = Self.mean(margins)
    deviation = sqrt(Self.variance(margins))
    quantiles = Self.quantileLevels.map { Quantile.of(sorted: margins, $0) ?? 0 }
    histogram = Histogram(sorted: margins)
    let winners = finite.map(\.winnerScore)
    let losers = finite.map(\.loserScore)
    let pooled = sqrt((Self.variance(winners) + Self.variance(losers)) / 2)
    sensitivity = pooled > 0 ? (Self.mean(winners) - Self.mean(losers)) / pooled : nil
    auroc = Self.auroc(winners, losers)
  }

  static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }

  static func variance(_ values: [Double]) -> Double {
    guard values.count > 1 else { return 0 }
    let centre = mean(values)
    return values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / Double(values.count - 1)
  }

  /// U / (m n) by ranks, equal values sharing their mean rank.
  static func auroc(_ positives: [Double], _ negatives: [Double]) -> Double {
    let all = (positives.map { ($0, true) } + negatives.map { ($0, false) }).sorted { $0.0 < $1.0 }
    var rankSum = 0.0
    var i = 0
    while i < all.count {
      var j = i
      while j < all.count, all[j].0 == all[i].0 { j += 1 }
      let rank = Double(i + j + 1) / 2
      for k in i..<j where all[k].1 { rankSum += rank }
      i = j
    }
    let m = Double(positives.count)
    return (rankSum - m * (m + 1) / 2) / (m * Double(negatives.count))
  }
}

/// Counts in bins of equal width that begin at a multiple of the width, so that 0 is always an edge.
public struct Histogram: Sendable, Equatable {
  /// Lower edge of the first bin.
  public var start: Double
  public var width: Double
  public var counts: [Int]

  /// 10 to about 25 bins of width 1, 2 or 5 times a power of ten.
  /// - Parameter sorted: ascending, finite, not empty.
  public init(sorted: [Double]) {
    let low = min(sorted.first ?? 0, 0)
    let high = max(sorted.last ?? 0, 0)
    width = Self.niceWidth(atLeast: high / 20 - low / 20)
    let first = (low / width).rounded(.down)
    start = first * width
    var counts = [Int](repeating: 0, count: Int((high / width).rounded(.down) - first) + 1)
    for value in sorted {
      let bin = Int((value / width).rounded(.down) - first)
      counts[max(0, min(bin, counts.count - 1))] += 1
    }
    self.counts = counts
  }

  private static func niceWidth(atLeast target: Double) -> Double {
    guard target > 0 else { return 1 }
    let power = pow(10, log10(target).rounded(.down))
    guard power > 0 else { return target }
    for factor in [1.0, 2, 5, 10] where factor * power >= target { return factor * power }
    return target
  }
}
