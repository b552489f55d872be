import Kernels

/// A decoder with everything it needs to run: parameters, activations of one micro-batch, threads.
///
/// All memory is taken in `init` as `MemoryPlan` says; `forward` and `backward` allocate nothing. Results do not depend
/// on the number of threads.
public final class Decoder {
  public let config: ModelConfig
  public let parameters: ParameterArena

  /// - Parameters:
  ///   - maxTokens: rows that one batch may have.
  ///   - maxQueries: log-probabilities that one batch may ask for.
  ///   - maxScores: scores that one batch may ask for.
  ///   - recompute: keep only each layer's input and compute the rest again during `backward`: about a third more
  ///     arithmetic, a fraction of the memory, the same gradients.
  ///   - training: whether `backward` will be called; without it activations of one layer suffice.
  public init(
    config: ModelConfig, parameters: ParameterArena, maxTokens: Int, maxQueries: Int, maxScores: Int,
    threads: Int, recompute: Bool = false, training: Bool = true
  ) throws(ModelError) {
    self.config = config
    self.parameters = parameters
  }

  /// Runs the batch; afterwards `logProbabilities` and `scores` hold its answers until the next call.
  public func forward(_ batch: TreeBatch) throws(ModelError) {
  }

  /// log p(target | row) of each query of the last batch, in the batch's order, natural logarithm.
  public var logProbabilities: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: nil, count: 0) }

  /// Score of each score row of the last batch.
  public var scores: UnsafeBufferPointer<Float> { UnsafeBufferPointer(start: nil, count: 0) }

  /// Adds the gradient of Σ g·logProbabilities + Σ g·scores to `parameters.gradients`.
  ///
  /// To be called once after each `forward`; counts must equal those of its queries and scores.
  public func backward(logProbabilityGradients: [Float], scoreGradients: [Float]) throws(ModelError) {
  }
}
