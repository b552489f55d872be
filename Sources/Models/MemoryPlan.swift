import Kernels

/// How many bytes a run will hold, by purpose, known before anything is allocated.
///
/// What grows with the shape of a batch rather than its size (a few bytes per segment), the position table's rounding
/// and OpenBLAS's own buffers are not in it.
public struct MemoryPlan: Sendable, Equatable {
  /// Weights, always 4 bytes each.
  public var parameters = 0
  /// As many bytes as the parameters when training.
  public var gradients = 0
  /// Both Adam moments when training.
  public var moments = 0
  /// What the forward pass keeps for the backward pass, for one micro-batch.
  public var activations = 0
  /// Logits of one vocabulary tile and what the head keeps per query.
  public var headTiles = 0
  /// Buffers shared by all layers, each thread's own, and the table of rotary positions.
  public var scratch = 0

  public var total: Int { parameters + gradients + moments + activations + headTiles + scratch }

  /// What a `Decoder` with these arguments, its parameters and an optimizer will hold.
  public init(
    config: ModelConfig, maxTokens: Int, maxQueries: Int, maxScores: Int, threads: Int,
    recompute: Bool = false,
    training: Bool = true
  ) throws(ModelError) {
    try config.validate()
    let limits = Workspace.Limits(
      tokens: maxTokens, queries: maxQueries, scores: maxScores, threads: max(1, threads),
      recompute: recompute,
      training: training)
    try limits.validate(config)
    let layout = ParameterArena.layout(config)
    self.init(
      parameterCount: layout.last.map { $0.offset + $0.count } ?? 0,
      workspace: Workspace(config, limits, activations: nil, head: nil, scratch: nil), config: config,
      training: training)
  }

  init(parameterCount: Int, workspace: Workspace, config: ModelConfig, training: Bool) {
    parameters = 4 * parameterCount
    gradients = training ? parameters : 0
    moments = training ? 2 * parameters : 0
    activations = 4 * workspace.activationFloats
    headTiles = 4 * workspace.headFloats
    scratch =
      4
      * (workspace.scratchFloats
        + RotaryPositions.floats(dim: config.headDim, positions: config.maxPositions))
  }
}

extension Workspace.Limits {
  /// Refuses limits whose buffers could not be counted in an integer.
  func validate(_ config: ModelConfig) throws(ModelError) {
    let all = [("maxTokens", tokens, 1), ("maxQueries", queries, 0), ("maxScores", scores, 0)]
    for (name, value, least) in all where !(least...(1 << 24)).contains(value) {
      throw ModelError("decoder: \(name)", "\(value) is outside \(least)...\(1 << 24)")
    }
    if !(1...4096).contains(threads) {
      throw ModelError("decoder: threads", "\(threads) is outside 1...4096")
    }
  }
}
