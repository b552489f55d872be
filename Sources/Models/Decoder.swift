import Kernels

/// A decoder with everything it needs to run: parameters, activations of one micro-batch, threads.
///
/// All memory is taken in `init` as `MemoryPlan` says; `forward` and `backward` allocate nothing once batches of their
/// shape have been seen. Results do not depend on the number of threads.
public final class Decoder {
  public let config: ModelConfig
  public let parameters: ParameterArena
  let limits: Workspace.Limits
  let workspace: Workspace
  let weights: DecoderWeights
  let pool: ThreadPool
  let rotary: RotaryPositions
  let attention: TreeAttention
  let head: TiledHead
  private let arenas: [FloatArena]
  var shape = BatchShape()
  /// Rows, distinct query rows, queries and score rows of the batch at hand.
  var rows = 0
  var queryRows = 0
  var queries = 0
  var scoreRows = 0
  private var awaitsBackward = false

  /// - Parameters:
  ///   - maxTokens: rows that one batch may have.
  ///   - maxQueries: log-probabilities that one batch may ask for.
  ///   - maxScores: scores that one batch may ask for.
  ///   - recompute: keep only each layer's input and compute the rest again during `backward`: about a third more
  ///     arithmetic, a fraction of the memory, the same gradients.
  ///   - training: whether `backward` will be called; without it activations of one layer suffice.
  ///   - headTile: columns of a vocabulary tile; nil chooses.
  public init(
    config: ModelConfig, parameters: ParameterArena, maxTokens: Int, maxQueries: Int, maxScores: Int,
    threads: Int, recompute: Bool = false, training: Bool = true, headTile: Int? = nil
  ) throws(ModelError) {
    try config.validate()
    limits = Workspace.Limits(
      tokens: maxTokens, queries: maxQueries, scores: maxScores, threads: max(1, threads),
      recompute: recompute,
      training: training, headTile: headTile)
    try limits.validate(config)
    guard parameters.tensors == ParameterArena.layout(config) else {
      throw ModelError("decoder", "the parameters are those of another configuration")
    }
    MatrixProduct.open()
    let plan = Workspace(config, limits, activations: nil, head: nil, scratch: nil)
    let counts = [plan.activationFloats, plan.headFloats, plan.scratchFloats]
    arenas = counts.compactMap { FloatArena(count: $0) }
    guard arenas.count == counts.count, let pool = ThreadPool(threads: limits.threads),
      let rotary = RotaryPositions(
        dim: config.headDim, positions: config.maxPositions, theta: config.ropeTheta),
      let weights = DecoderWeights(config, parameters, training: training)
    else {
      throw ModelError("decoder", "\(4 * counts.reduce(0, +)) bytes or \(threads) threads are not to be had")
    }
    self.config = config
    self.parameters = parameters
    self.pool = pool
    self.rotary = rotary
    self.weights = weights
    workspace = Workspace(
      config, limits, activations: arenas[0].buffer.baseAddress, head: arenas[1].buffer.baseAddress,
      scratch: arenas[2].buffer.baseAddress)
    attention = TreeAttention(
      heads: config.heads, keyValueHeads: config.keyValueHeads, headDim: config.headDim)
    head = TiledHead(hidden: config.hidden, vocabulary: config.vocabulary, tile: workspace.tile)
  }

  /// Bytes that this decoder holds, its parameters' arrays not counted.
  public var allocatedBytes: Int {
    4
      * (arenas.reduce(0) { $0 + $1.count }
        + RotaryPositions.floats(dim: rotary.dim, positions: rotary.positions))
  }

  /// Runs the batch; afterwards `logProbabilities` and `scores` hold its answers until the next call.
  ///
  /// The segments of one tree stand together, each parent before its children. Throws before any work when the batch
  /// does not fit the model or the limits.
  public func forward(_ batch: TreeBatch) throws(ModelError) {
    awaitsBackward = false
    try shape.take(batch, config, limits)
    rows = batch.tokens.count
    for row in 0..<rows {
      workspace.tokens[row] = batch.tokens[row]
      workspace.positions[row] = batch.positions[row]
    }
    takeQueries(batch)
    if rows > 0 {
      forwardLayers()
      forwardHead()
    }
    awaitsBackward = limits.training
  }

  /// log p(target | row) of each query of the last batch, in the batch's order, natural logarithm.
  public var logProbabilities: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: workspace.logProbability, count: queries)
  }

  /// Score of each score row of the last batch.
  public var scores: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: workspace.scores, count: scoreRows)
  }

  /// Adds the gradient of Σ g·logProbabilities + Σ g·scores to `parameters.gradients`.
  ///
  /// To be called once after each `forward`, whose activations it uses up; counts must equal those of its queries and
  /// scores.
  public func backward(logProbabilityGradients: [Float], scoreGradients: [Float]) throws(ModelError) {
    guard awaitsBackward else {
      throw ModelError("decoder", "backward needs a forward pass with training before it")
    }
    guard logProbabilityGradients.count == queries, scoreGradients.count == scoreRows else {
      throw ModelError(
        "decoder",
        "\(logProbabilityGradients.count) and \(scoreGradients.count) gradients for \(queries) queries and \(scoreRows) scores"
      )
    }
    awaitsBackward = false
    if rows == 0 { return }
    backwardHead(logProbabilityGradients, scoreGradients)
    backwardLayers()
  }

  /// Groups the queries by row: distinct rows in ascending order, then the score rows behind them.
  private func takeQueries(_ batch: TreeBatch) {
    let w = workspace
    queries = batch.queryRows.count
    scoreRows = batch.scoreRows.count
    w.slots.update(repeating: 0, count: rows + 1)
    for row in batch.queryRows { w.slots[Int(row)] += 1 }
    queryRows = 0
    var first: Int32 = 0
    for row in 0..<rows where w.slots[row] > 0 {
      w.headRowOf[queryRows] = Int32(row)
      w.starts[queryRows] = first
      let count = w.slots[row]
      w.slots[row] = first
      first += count
      queryRows += 1
    }
    w.starts[queryRows] = first
    for (query, row) in batch.queryRows.enumerated() {
      let place = Int(w.slots[Int(row)])
      w.slots[Int(row)] += 1
      w.order[place] = Int32(query)
      w.sortedTargets[place] = batch.queryTargets[query]
    }
    for (index, row) in batch.scoreRows.enumerated() { w.headRowOf[queryRows + index] = row }
  }
}
