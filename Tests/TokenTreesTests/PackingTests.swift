import Glibc
import TokenTrees
import Testing

@Suite struct PackingTests {
  /// Lengths as exp(normal): the mix of short and long that preference data have.
  static func lognormal(_ count: Int, mean: Double = 5.6, deviation: Double = 0.8, most: Int = 2048) -> [Int]
  {
    var state: UInt64 = 42
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) + 0.5) / 9_007_199_254_740_992
    }
    return (0..<count).map { _ in
      let normal = (-2 * log(uniform())).squareRoot() * cos(2 * Double.pi * uniform())
      return min(most, max(8, Int(exp(mean + deviation * normal))))
    }
  }

  @Test func everyItemIsInOneBinAndNoBinOverflows() {
    let lengths = Self.lognormal(5000) + [0, 2048, 2049, 9999]
    let bins = BinPacker.pack(lengths, capacity: 2048)
    #expect(bins.flatMap { $0 }.sorted() == Array(lengths.indices))
    for bin in bins {
      let total = bin.reduce(0) { $0 + lengths[$1] }
      #expect(total <= 2048 || bin.count == 1)
    }
    #expect(BinPacker.pack([], capacity: 8).isEmpty)
  }

  @Test func bestFitTakesTheFullestBin() {
    // 6 and 5 open two bins of 10; 4 fits the first exactly, 3 then goes to the second.
    #expect(BinPacker.pack([6, 5, 4, 3], capacity: 10) == [[0, 2], [1, 3]])
  }

  @Test func lognormalMixIsPackedAlmostFull() throws {
    let lengths = Self.lognormal(200_000)
    var packer = WindowPacker(capacity: 2048, seed: 7)
    var waiting: [Int] = []
    var next = 0
    var bins = 0
    var tokens = 0
    while next < lengths.count || !waiting.isEmpty {
      let frame = Array(next..<min(next + 64, lengths.count))
      next += frame.count
      waiting += frame
      packer.add(frame.map { lengths[$0] })
      let last = next == lengths.count
      guard packer.isFull || last, let plan = packer.plan(last: last) else { continue }
      try #require(plan.waiting == waiting.count)
      bins += plan.bins.count
      tokens += plan.tokens
      var taken = Set<Int>()
      for bin in plan.bins {
        let total = bin.reduce(0) { $0 + lengths[waiting[$1]] }
        #expect(total <= 2048)
        for group in bin { #expect(taken.insert(group).inserted) }
      }
      waiting = waiting.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
      if last { break }
    }
    #expect(waiting.isEmpty)
    #expect(tokens == lengths.reduce(0, +))
    let efficiency = Double(tokens) / Double(bins * 2048)
    #expect(efficiency >= 0.98, "\(efficiency)")
  }

  @Test func seedDecidesTheOrderAndNothingElse() throws {
    func bins(_ seed: UInt64) throws -> [[Int]] {
      var packer = WindowPacker(capacity: 2048, seed: seed)
      packer.add(Self.lognormal(500))
      let plan = packer.plan(last: true)
      return try #require(plan).bins
    }
    #expect(try bins(1) == bins(1))
    #expect(try bins(1) != bins(2))
    #expect(try bins(1).sorted { $0[0] < $1[0] } == bins(2).sorted { $0[0] < $1[0] })
  }

  @Test func planSurvivesItsColumns() throws {
    let plan = Plan(waiting: 5, bins: [[3, 0], [4]], dropped: [1], capacity: 100, tokens: 150, seed: 9)
    #expect(try Plan(plan.columns) == plan)
    for bins in [[[0, 0]], [[5]], [[1]]] {
      var bad = plan
      bad.bins = bins
      #expect(throws: TokenStreamError.self) { try Plan(bad.columns) }
    }
  }
}
