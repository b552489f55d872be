import Kernels
import Models
import Testing

/// What may not change the result: packing, tiles, recomputation, threads.
@Suite struct TreeTests {
  static let config = ModelConfig(
    vocabulary: 61, hidden: 24, layers: 3, heads: 4, keyValueHeads: 2, headDim: 6, intermediate: 40,
    tied: true,
    maxPositions: 512, initializerRange: 0.1)

  static func tokens(_ count: Int, seed: Int) -> [Int32] {
    (0..<count).map { Int32(($0 * 7 + seed * 13) % 61) }
  }

  /// A prompt with two continuations, one of which branches again.
  static let pieces = [tokens(90, seed: 1), tokens(70, seed: 2), tokens(33, seed: 3), tokens(5, seed: 4)]
  static let branches = [[0, 1], [0, 2, 3], [0, 2, 1]]

  static var tree: TreeBatch {
    var batch = TreeBatch()
    let nodes = [(0, -1), (1, 0), (2, 0), (3, 2), (1, 2)]
    var ends: [Int] = []
    for (piece, parent) in nodes {
      let start = batch.tokens.count
      let depth = parent < 0 ? 0 : Int(batch.positions[ends[parent]]) + 1
      batch.segments.append(.init(start: start, count: pieces[piece].count, parent: parent))
      for (i, token) in pieces[piece].enumerated() {
        if parent >= 0 {
          batch.queryRows.append(Int32(i == 0 ? ends[parent] : start + i - 1))
          batch.queryTargets.append(token)
        }
        batch.tokens.append(token)
        batch.positions.append(Int32(depth + i))
      }
      ends.append(batch.tokens.count - 1)
    }
    return batch
  }

  struct Result {
    var logProbabilities: [Float]
    var gradients: [Float]
  }

  static func run(
    _ batch: TreeBatch, coefficients: [Float], threads: Int = 1, recompute: Bool = false, tile: Int? = nil
  ) throws -> Result {
    let parameters = try ParameterArena(config: config, seed: 7)
    let decoder = try Decoder(
      config: config, parameters: parameters, maxTokens: 700, maxQueries: 700, maxScores: 0, threads: threads,
      recompute: recompute, headTile: tile)
    try decoder.forward(batch)
    let logProbabilities = Array(decoder.logProbabilities)
    try decoder.backward(logProbabilityGradients: coefficients, scoreGradients: [])
    return Result(logProbabilities: logProbabilities, gradients: Array(parameters.gradients))
  }

  static let coefficients = (0..<tree.queryRows.count).map { Float($0 % 11) - 4 }

  @Test func treeEqualsItsSequences() throws {
    let tree = try Self.run(Self.tree, coefficients: Self.coefficients)
    // Queries of the tree by node; each branch asks for the nodes that are its alone.
    let counts = [0, 70, 33, 5, 70]
    var start = [Int](repeating: 0, count: 6)
    for i in 0..<5 { start[i + 1] = start[i] + counts[i] }
    var batch = TreeBatch(sequences: Self.branches.map { $0.flatMap { Self.pieces[$0] } })
    var coefficients: [Float] = []
    var expected: [Float] = []
    let asked = [[1], [2, 3], [4]]
    let skipped = [90, 90, 123]
    var rows: [Int32] = []
    var targets: [Int32] = []
    for (sequence, segment) in batch.segments.enumerated() {
      for i in skipped[sequence]..<segment.count {
        rows.append(Int32(segment.start + i - 1))
        targets.append(batch.tokens[segment.start + i])
      }
      for node in asked[sequence] {
        coefficients += Self.coefficients[start[node]..<start[node + 1]]
        expected += tree.logProbabilities[start[node]..<start[node + 1]]
      }
    }
    batch.queryRows = rows
    batch.queryTargets = targets
    let separate = try Self.run(batch, coefficients: coefficients)
    #expect(distance(separate.logProbabilities, expected, floor: 0.1) < 1e-5)
    let scale = tree.gradients.map(abs).max() ?? 0
    #expect(scale > 1)
    #expect(distance(separate.gradients, tree.gradients, floor: scale) < 1e-5)
  }

  @Test(arguments: [1, 7, 16, 61]) func tileDoesNotMatter(_ tile: Int) throws {
    let one = try Self.run(Self.tree, coefficients: Self.coefficients)
    let other = try Self.run(Self.tree, coefficients: Self.coefficients, tile: tile)
    #expect(distance(other.logProbabilities, one.logProbabilities, floor: 0.1) < 1e-5)
    #expect(distance(other.gradients, one.gradients, floor: one.gradients.map(abs).max() ?? 0) < 1e-5)
  }

  @Test func recomputationGivesTheSameBits() throws {
    let one = try Self.run(Self.tree, coefficients: Self.coefficients)
    let other = try Self.run(Self.tree, coefficients: Self.coefficients, recompute: true)
    #expect(one.gradients == other.gradients)
  }

  @Test(arguments: [2, 5]) func threadsGiveTheSameBits(_ threads: Int) throws {
    let one = try Self.run(Self.tree, coefficients: Self.coefficients)
    let other = try Self.run(Self.tree, coefficients: Self.coefficients, threads: threads)
    #expect(one.logProbabilities == other.logProbabilities)
    #expect(one.gradients == other.gradients)
  }

  @Test func gradientsAccumulateOverMicroBatches() throws {
    let parameters = try ParameterArena(config: Self.config, seed: 7)
    let decoder = try Decoder(
      config: Self.config, parameters: parameters, maxTokens: 300, maxQueries: 300, maxScores: 0, threads: 1)
    for _ in 0..<2 {
      try decoder.forward(Self.tree)
      try decoder.backward(logProbabilityGradients: Self.coefficients, scoreGradients: [])
    }
    let once = try Self.run(Self.tree, coefficients: Self.coefficients).gradients
    #expect(distance(parameters.gradients, once.map { 2 * $0 }, floor: once.map(abs).max() ?? 0) < 1e-5)
  }

  @Test(arguments: [(false, true), (true, true), (false, false)])
  func planEqualsWhatIsAllocated(_ recompute: Bool, _ training: Bool) throws {
    let plan = try MemoryPlan(
      config: Self.config, maxTokens: 300, maxQueries: 200, maxScores: 5, threads: 3, recompute: recompute,
      training: training)
    let parameters = try ParameterArena(config: Self.config, seed: 1)
    let decoder = try Decoder(
      config: Self.config, parameters: parameters, maxTokens: 300, maxQueries: 200, maxScores: 5, threads: 3,
      recompute: recompute, training: training)
    #expect(decoder.allocatedBytes == plan.activations + plan.headTiles + plan.scratch)
    if training { _ = parameters.firstMoments }
    let held = parameters.allocatedBytes
    #expect(held.values == plan.parameters)
    #expect(held.gradients == plan.gradients)
    #expect(held.moments == plan.moments)
  }

  @Test func refusesWhatDoesNotFit() throws {
    let parameters = try ParameterArena(config: Self.config, seed: 1)
    let decoder = try Decoder(
      config: Self.config, parameters: parameters, maxTokens: 300, maxQueries: 300, maxScores: 0, threads: 1)
    let changes: [(inout TreeBatch) -> Void] = [
      { $0.tokens[3] = 61 }, { $0.tokens[3] = -1 }, { $0.positions[0] = 512 }, { $0.queryRows[0] = 268 },
      { $0.queryTargets[0] = 61 }, { $0.segments[1].parent = 1 }, { $0.segments[1].start = 89 },
      { $0.segments[1].count = Int.max }, { $0.segments.removeLast() }, { $0.positions.removeLast() },
      { $0.scoreRows = [0] }, { $0.queryTargets.removeLast() },
    ]
    for change in changes {
      var batch = Self.tree
      change(&batch)
      #expect(throws: ModelError.self) { try decoder.forward(batch) }
    }
    #expect(throws: ModelError.self) { try decoder.backward(logProbabilityGradients: [], scoreGradients: []) }
  }
}
