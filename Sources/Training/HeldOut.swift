import Models
import Objectives
import TokenTrees

/// Groups that are never trained on, measured with the run's own objective.
public final class HeldOut {
  private var batches: [Batch] = []

  /// Reads all of `source`.
  public init(source: any GroupSource, needs: ObjectiveNeeds) throws {
    let feed = try DataFeed(
      source: source, needs: needs, options: .init(seed: 0, epochs: 1, held: false, memoryLimit: 1 << 30))
    while let batch = try feed.nextBatch(size: 64) { batches.append(batch) }
    if batches.isEmpty {
      throw TrainingError("--eval: the file holds nothing that the objective can measure (no pair)")
    }
  }

  public func measure(_ runner: BatchRunner) throws -> MetricSums {
    var sums = MetricSums()
    for batch in batches { sums.add(try runner.run(batch, backward: false).metrics) }
    return sums
  }
}
