import OrderedPipeline

/// Resampling of whole clusters with replacement. Every replicate is a function of (seed, stream, number), so the result
/// is the same to the last bit at any thread count.
public struct ClusterBootstrap: Sendable {
  public var replicates: Int
  public var random: CounterRandom
  public var threads: Int

  /// - Parameters:
  ///   - replicates: 1000 give the bounds to about a tenth of the interval's width.
  public init(replicates: Int = 1000, seed: UInt64 = 0, threads: Int = 1) {
    self.replicates = replicates
    self.random = CounterRandom(seed: seed)
    self.threads = threads
  }

  /// The mean credit in each replicate; empty without clusters.
  /// - Parameter stream: sets resampled under different names draw independently of each other.
  public func means(_ clusters: Clusters, stream: String) throws -> [Double] {
    guard clusters.count > 0, replicates > 0 else { return [] }
    let number = Self.hash(stream)
    let random = random
    let replicates = replicates
    let step = 16
    var start = 0
    var means: [Double] = []
    means.reserveCapacity(replicates)
    try OrderedMap.run(
      threads: threads,
      next: {
        guard start < replicates else { return nil }
        defer { start += step }
        return start..<min(start + step, replicates)
      },
      transform: { (range: Range<Int>) in
        range.map { Self.mean(of: clusters, random, stream: number, replicate: UInt32($0)) }
      },
      consume: { means.append(contentsOf: $0) })
    return means
  }

  /// The middle 95 % of replicate values.
  public static func interval(_ means: [Double]) -> Interval? {
    let sorted = means.sorted()
    guard let low = Quantile.of(sorted: sorted, 0.025), let high = Quantile.of(sorted: sorted, 0.975) else {
      return nil
    }
    return Interval(low: low, high: high, method: .clusterBootstrap)
  }

  private static func mean(
    of clusters: Clusters, _ random: CounterRandom, stream: UInt32, replicate: UInt32
  ) -> Double {
    var credit = 0.0
    var size = 0.0
    let n = clusters.count
    clusters.credits.withUnsafeBufferPointer { credits in
      clusters.sizes.withUnsafeBufferPointer { sizes in
        for pair in 0..<(n + 1) / 2 {
          let (i, j) = random.twoIndexes(below: n, stream: stream, replicate: replicate, pair: pair)
          credit += credits[i]
          size += sizes[i]
          if 2 * pair + 1 < n {
            credit += credits[j]
            size += sizes[j]
          }
        }
      }
    }
    return credit / size
  }

  /// FNV-1a, 32 bits: a stream's number depends on its name alone, so another modality in the data moves no bound of this.
  static func hash(_ name: String) -> UInt32 {
    name.utf8.reduce(0x811C_9DC5) { ($0 ^ UInt32($1)) &* 0x0100_0193 }
  }
}
