import Kernels

/// One sequence being continued: what earlier tokens left in each layer is kept, so a new token costs one row.
///
/// `rewind` forgets the end of the sequence: many continuations of one prompt compute it once.
public final class GenerationState {
  public let config: ModelConfig
  private let parameters: ParameterArena
  /// Tokens that the sequence may reach.
  public let maxTokens: Int
  /// Tokens so far.
  public private(set) var count = 0
  private let weights: DecoderWeights
  private let rotary: RotaryPositions
  private let attention: TreeAttention
  private let pool: ThreadPool
  private let arena: FloatArena
  private let cache, x, normalised, attended, gateUp, activated, inverse, logSum, logitValues, scratch: Floats
  private let scratchFloats: Int

  /// - Parameter maxTokens: at most the model's positions.
  public init(config: ModelConfig, parameters: ParameterArena, maxTokens: Int, threads: Int)
    throws(ModelError)
  {
    try config.validate()
    guard parameters.tensors == ParameterArena.layout(config), config.hasLanguageHead else {
      throw ModelError("generation", "the parameters have no language head or are of another configuration")
    }
    guard (1...config.maxPositions).contains(maxTokens) else {
      throw ModelError("generation: maxTokens", "\(maxTokens) is outside 1...\(config.maxPositions)")
    }
    MatrixProduct.open()
    scratchFloats = TreeAttention.scratchFloats(context: maxTokens)
    let sizes = [
      config.layers * maxTokens * config.queryKeyValueWidth, maxTokens * config.hidden,
      maxTokens * config.hidden, maxTokens * config.attentionWidth, maxTokens * 2 * config.intermediate,
      maxTokens * config.intermediate, maxTokens, maxTokens * config.heads, config.vocabulary,
      max(1, threads) * scratchFloats,
    ]
    guard let arena = FloatArena(count: sizes.reduce(0, +)), let base = arena.buffer.baseAddress,
      let pool = ThreadPool(threads: threads),
      let rotary = RotaryPositions(dim: config.headDim, positions: maxTokens, theta: config.ropeTheta),
      let weights = DecoderWeights(config, parameters, training: false)
    else { throw ModelError("generation", "\(4 * sizes.reduce(0, +)) bytes are not to be had") }
    var places: [Floats] = []
    var offset = 0
    for size in sizes {
      places.append(base + offset)
      offset += size
    }
    (cache, x, normalised, attended, gateUp) = (places[0], places[1], places[2], places[3], places[4])
    (activated, inverse, logSum, logitValues, scratch) = (
      places[5], places[6], places[7], places[8], places[9]
    )
    self.config = config
    self.parameters = parameters
    self.maxTokens = maxTokens
    self.arena = arena
    self.pool = pool
    self.rotary = rotary
    self.weights = weights
    attention = TreeAttention(
      heads: config.heads, keyValueHeads: config.keyValueHeads, headDim: config.headDim)
  }

  /// Logits [vocabulary] after the last token; valid until the next step.
  public var logits: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: logitValues, count: config.vocabulary)
  }

  /// Goes back to the first `count` tokens; more than there are changes nothing. `logits` stay as they were.
  public func rewind(to count: Int) { self.count = max(0, min(self.count, count)) }

  /// Appends tokens, a whole prompt or one, and returns the logits of what follows the last.
  @discardableResult
  public func step(_ tokens: [Int32]) throws(ModelError) -> UnsafeBufferPointer<Float> {
    guard !tokens.isEmpty, tokens.count <= maxTokens - count else {
      throw ModelError("generation", "\(count) and \(tokens.count) tokens do not fit into \(maxTokens)")
    }
    for (index, token) in tokens.enumerated() where token < 0 || Int(token) >= config.vocabulary {
      throw ModelError("generation: token \(index)", "\(token) is not in 0..<\(config.vocabulary)")
    }
    let hidden = config.hidden
    for (row, token) in tokens.enumerated() {
      (x + row * hidden).update(from: weights.values + weights.embedding + Int(token) * hidden, count: hidden)
    }
    for layer in 0..<config.layers { run(layer, rows: tokens.count) }
    count += tokens.count
    let last = x + (tokens.count - 1) * hidden
    norm(last, weights.norm, rows: 1)
    linear(normalised, rows: 1, inner: hidden, weights.head, columns: config.vocabulary, into: logitValues)
    return logits
  }

  private func run(_ layer: Int, rows: Int) {
    let at = weights.layers[layer]
    let (hidden, width) = (config.hidden, config.queryKeyValueWidth)
    let qkv = cache + layer * maxTokens * width
    norm(x, at.norm1, rows: rows)
    linear(normalised, rows: rows, inner: hidden, at.qkv, columns: width, into: qkv + count * width)
    let positions = (count..<count + rows).map { Int32($0) }
    rotary.turn(
      qkv + count * width, stride: width, rows: rows, heads: config.heads + config.keyValueHeads,
      positions: positions)
    let segment = TreeAttention.Segment(
      start: count, count: rows, runs: 0..<(count > 0 ? 1 : 0), above: count)
    withUnsafePointer(to: TreeAttention.Run(start: 0, count: count)) { runs in
      pool.forEach(config.heads) { head, worker in
        attention.forward(
          segment, runs: runs, head: head, qkv: qkv, out: attended, logSum: logSum,
          scratch: scratch + worker * scratchFloats)
      }
    }
    linear(
      attended + count * config.attentionWidth, rows: rows, inner: config.attentionWidth, at.output,
      columns: hidden, into: x, beta: 1)
    norm(x, at.norm2, rows: rows)
    linear(normalised, rows: rows, inner: hidden, at.gateUp, columns: 2 * config.intermediate, into: gateUp)
    SwiGLU.forward(gateUp, out: activated, rows: rows, width: config.intermediate)
    linear(
      activated, rows: rows, inner: config.intermediate, at.down, columns: hidden, into: x, beta: 1)
  }

  private func norm(_ input: Floats, _ weight: Int, rows: Int) {
    RMSNorm.forward(
      input, adding: nil, weight: weights.values + weight, sum: input, normalised: normalised,
      inverse: inverse,
      rows: rows, width: config.hidden, epsilon: config.rmsEpsilon)
  }

  /// Split by columns, because a step mostly has one row.
  private func linear(
    _ input: ConstFloats, rows: Int, inner: Int, _ weight: Int, columns: Int, into out: Floats,
    beta: Float = 0
  ) {
    pool.forEachPiece(of: columns, size: 256) { piece, _ in
      MatrixProduct.timesTransposed(
        rows: rows, columns: piece.count, inner: inner, input, inner,
        weights.values + weight + piece.lowerBound * inner, inner, beta: beta, into: out + piece.lowerBound,
        columns)
    }
  }
}
