import Glibc

/// Credits summed within clusters, the unit that is independent: in the order in which the clusters first appear.
public struct Clusters: Sendable, Equatable {
  /// Sum of credits of each cluster.
  public private(set) var credits: [Double] = []
  /// Pairs in each cluster.
  public private(set) var sizes: [Double] = []

  public init(credits: [Double], sizes: [Double]) {
    self.credits = credits
    self.sizes = sizes
  }

  /// - Parameter credit: what a pair counts, from 0 to 1.
  public init(_ pairs: some Sequence<ScoredPair>, credit: (ScoredPair) -> Double = \.credit) {
    var place: [String: Int] = [:]
    for pair in pairs {
      if let i = place[pair.cluster] {
        credits[i] += credit(pair)
        sizes[i] += 1
      } else {
        place[pair.cluster] = credits.count
        credits.append(credit(pair))
        sizes.append(1)
      }
    }
  }

  public var count: Int { sizes.count }
  public var pairs: Int { Int(sizes.reduce(0, +)) }
  public var mean: Double? { sizes.isEmpty ? nil : credits.reduce(0, +) / sizes.reduce(0, +) }
  /// True when no two pairs share a cluster.
  public var areSingle: Bool { sizes.allSatisfy { $0 == 1 } }
  /// True when every pair has the same credit, 0 or 1.
  var areAllAlike: Bool {
    credits.allSatisfy { $0 == 0 } || zip(credits, sizes).allSatisfy { $0 == $1 }
  }

  /// Standard error that allows for dependence within clusters: sqrt(Σ_c (Σ_{i in c} (s_i − s̄))²) / n
  /// (Miller, "Adding error bars to evals", 2024, equation 4). nil without pairs.
  public var standardError: Double? {
    guard let mean else { return nil }
    var sum = 0.0
    for (credit, size) in zip(credits, sizes) {
      let deviation = credit - mean * size
      sum += deviation * deviation
    }
    return sqrt(sum) / sizes.reduce(0, +)
  }
}
