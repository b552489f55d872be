import Evaluation
import Testing

/// Golden values come from tools/golden/evaluation.py (numpy, scipy), the Philox vectors from its authors' Random123.
@Suite struct StatisticsTests {
  static func close(_ a: Double, _ b: Double) -> Bool { abs(a - b) <= 1e-12 * max(1, abs(b)) }

  @Test(arguments: [
    (0.8, 10, 0.4901624715366418, 0.9433178485456248), (0, 5, 0, 0.43448246478317476),
    (1, 5, 0.5655175352168251, 1), (0.615, 200, 0.5459986722024608, 0.6796669027307678),
  ])
  func wilson(p: Double, n: Int, low: Double, high: Double) {
    let interval = Interval.wilson(proportion: p, trials: n)
    #expect(Self.close(interval.low, low))
    #expect(Self.close(interval.high, high))
  }

  @Test func wilsonWithoutTrialsKnowsNothing() {
    #expect(Interval.wilson(proportion: 0, trials: 0) == Interval(low: 0, high: 1, method: .wilson))
  }

  @Test(arguments: [(1, 0, 1), (10, 0.2, 0.8), (100, 0.4, 0.6), (1000, 0.469, 0.531)])
  func chance(n: Int, low: Double, high: Double) {
    let range = Chance.range95(pairs: n)
    #expect(Self.close(range.low, low))
    #expect(Self.close(range.high, high))
  }

  @Test func philoxEqualsItsPublishedVectors() {
    let zero = CounterRandom(seed: 0).block(0, 0, 0, 0)
    #expect(zero == (0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
    let ones = CounterRandom(seed: .max).block(.max, .max, .max, .max)
    #expect(ones == (0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
    let pi = CounterRandom(seed: 0x299f_31d0_a409_3822)
      .block(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344)
    #expect(pi == (0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1))
  }

  static let clusters = Clusters(credits: [2, 0, 1.5, 1, 0, 3, 0.5], sizes: [2, 1, 2, 1, 1, 4, 1])

  @Test func bootstrapEqualsTheReference() throws {
    let bootstrap = ClusterBootstrap(replicates: 200, seed: 7 << 32 | 5)
    let means = try bootstrap.means(Self.clusters, stream: "golden")
    #expect(means.count == 200)
    #expect(Self.close(means[0], 0.6111111111111112))
    #expect(Self.close(means[199], 0.6363636363636364))
    let interval = try #require(ClusterBootstrap.interval(means))
    #expect(Self.close(interval.low, 0.37455357142857143))
    #expect(Self.close(interval.high, 0.8217261904761906))
  }

  @Test(arguments: [2, 3, 8])
  func bootstrapIsTheSameAtAnyThreadCount(threads: Int) throws {
    let one = try ClusterBootstrap(replicates: 1001, seed: 1, threads: 1).means(Self.clusters, stream: "a")
    let many = try ClusterBootstrap(replicates: 1001, seed: 1, threads: threads)
      .means(Self.clusters, stream: "a")
    #expect(one == many)
    #expect(one != (try ClusterBootstrap(replicates: 1001, seed: 2).means(Self.clusters, stream: "a")))
    #expect(one != (try ClusterBootstrap(replicates: 1001, seed: 1).means(Self.clusters, stream: "b")))
  }

  @Test func clusterRobustErrorEqualsTheReference() throws {
    #expect(Self.close(try #require(Self.clusters.standardError), 0.10577462647033205))
  }

  @Test func marginsEqualTheReference() throws {
    let winners = [1.5, 0.25, -0.5, 2.0, 0.75, 0.75]
    let losers = [0.5, 0.5, -1.5, 1.0, 0.75, -2.0]
    let pairs = zip(winners, losers).map { Fixture.pair(winnerScore: $0, loserScore: $1) }
    let margins = try #require(MarginStatistics(pairs))
    #expect(margins.count == 6)
    #expect(Self.close(margins.mean, 0.9166666666666666))
    #expect(Self.close(margins.deviation, 1.0567244989431572))
    for (value, golden) in zip(margins.quantiles, [-0.25, -0.1875, 0.25, 1.0, 1.0, 2.3125, 2.75]) {
      #expect(Self.close(value, golden))
    }
    #expect(Self.close(try #require(margins.sensitivity), 0.831759520156559))
    #expect(Self.close(margins.auroc, 0.6944444444444444))
  }

  @Test func histogramHasZeroAsAnEdgeAndLosesNothing() throws {
    let pairs = (0..<1000).map { Fixture.pair(winnerScore: Double($0) * 0.013 - 3, loserScore: 0) }
    let histogram = try #require(MarginStatistics(pairs)).histogram
    #expect(histogram.counts.reduce(0, +) == 1000)
    #expect((10...27).contains(histogram.counts.count))
    let edges = histogram.counts.indices.map { histogram.start + Double($0) * histogram.width }
    #expect(edges.contains { abs($0) < 1e-9 })
    let below = zip(edges, histogram.counts).filter { $0.0 < -1e-9 }.reduce(0) { $0 + $1.1 }
    #expect(below == pairs.filter { $0.margin < 0 }.count)
  }

  /// Scores may be anything that a model puts out; no arithmetic may trap on them.
  @Test(arguments: [
    [Double.greatestFiniteMagnitude, -Double.greatestFiniteMagnitude],
    [Double.leastNonzeroMagnitude, 0], [0, 0], [1e300, -1e300], [Double.nan, 1], [Double.infinity, 0],
  ])
  func extremeScoresDoNotTrap(scores: [Double]) {
    let pair = Fixture.pair(winnerScore: scores[0], loserScore: scores[1])
    let margins = MarginStatistics([pair])
    #expect((margins != nil) == (scores[0] - scores[1]).isFinite)
    #expect(margins?.histogram.counts.reduce(0, +) ?? 1 == 1)
  }
}
