import ByteStreams
import Models
import Objectives
import TokenTrees

/// Runs batches through a model and an objective: cut into micro-batches, forward, loss, backward.
public final class BatchRunner {
  /// Where reference log-probabilities come from.
  public enum Reference {
    case none
    /// From the data's column.
    case stored
    /// From these weights, in the same micro-batches as the policy's.
    case live(ParameterArena)
  }

  /// What one batch gave.
  public struct Result: Sendable {
    public var loss = 0.0
    public var metrics = MetricSums()
    public var microBatches = 0
    public var rows = 0
    public var queries = 0
  }

  public let decoder: Decoder
  public let objective: any Objective
  public let microBatchTokens: Int
  private let reference: Reference
  private let referenceDecoder: Decoder?

  /// - Parameter microBatchTokens: rows that one forward pass may have; sets the memory that activations take.
  public init(
    config: ModelConfig, parameters: ParameterArena, objective: any Objective, reference: Reference,
    microBatchTokens: Int, threads: Int, recompute: Bool = false, training: Bool = true
  ) throws {
    let needs = objective.needs
    decoder = try Decoder(
      config: config, parameters: parameters, maxTokens: microBatchTokens,
      maxQueries: needs.logProbabilities ? microBatchTokens : 0,
      maxScores: needs.scores ? microBatchTokens : 0,
      threads: threads, recompute: recompute, training: training)
    if needs.reference, case .live(let frozen) = reference {
      referenceDecoder = try Decoder(
        config: config, parameters: frozen, maxTokens: microBatchTokens, maxQueries: microBatchTokens,
        maxScores: 0, threads: threads, recompute: false, training: false)
    } else {
      referenceDecoder = nil
    }
    self.objective = objective
    self.reference = reference
    self.microBatchTokens = microBatchTokens
  }

  /// Adds the batch's gradient to `parameters.gradients` when `backward`; otherwise only measures.
  public func run(_ batch: Batch, backward: Bool) throws -> Result {
    let sizes = batch.shapes.map(\.tokens)
    guard let cuts = MicroBatchPacking.pack(sizes: sizes, capacity: microBatchTokens) else {
      let i = sizes.firstIndex { $0 > microBatchTokens } ?? 0
      throw TrainingError(
        "record \(batch.groups[i].record.hex.prefix(12)): its \(sizes[i]) tokens are more than "
          + "--micro-batch-tokens \(microBatchTokens): raise it, or tokenize with a lower maximum length")
    }
    var result = Result()
    for cut in cuts {
      var micro = MicroBatch()
      for i in cut {
        micro.add(
          batch.groups[i], batch.shapes[i], queries: objective.needs.logProbabilities,
          scores: objective.needs.scores)
      }
      let output = try objective.evaluate(try input(micro, totals: batch.totals))
      if backward {
        try decoder.backward(
          logProbabilityGradients: output.logProbabilityGradients, scoreGradients: output.scoreGradients)
      }
      result.loss += output.loss
      result.metrics.add(output.metrics)
      result.microBatches += 1
      result.rows += micro.tree.tokens.count
      result.queries += micro.queryTokens.count
    }
    return result
  }

  private func input(_ micro: MicroBatch, totals: BatchTotals) throws -> ObjectiveInput {
    var referenceLogps: [Float] = []
    if objective.needs.reference {
      if let referenceDecoder {
        try referenceDecoder.forward(micro.tree)
        referenceLogps = Array(referenceDecoder.logProbabilities)
      } else if micro.referenceIsStored {
        referenceLogps = micro.reference
      } else {
        throw TrainingError(
          "the data carry no reference log-probabilities, which \(objective.name) needs: write them with "
            + "`aa-eval logprobs --model REFERENCE`, or use --reference initial")
      }
    }
    try decoder.forward(micro.tree)
    return ObjectiveInput(
      offsets: micro.offsets, logProbabilities: Array(decoder.logProbabilities), reference: referenceLogps,
      scores: Array(decoder.scores), pairs: micro.pairs, totals: totals)
  }
}
