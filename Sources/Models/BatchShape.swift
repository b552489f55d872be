import Kernels

/// The attention structure of one batch: for each segment the runs of rows above it, and which segments form a tree.
struct BatchShape {
  private(set) var segments: [TreeAttention.Segment] = []
  private(set) var runs: [TreeAttention.Run] = []
  /// Segments of each tree.
  private(set) var trees: [Range<Int>] = []
  private var chain: [Int] = []

  /// Checks the batch against the model and its limits and takes its structure over. Arrays keep their capacity.
  mutating func take(_ batch: TreeBatch, _ config: ModelConfig, _ limits: Workspace.Limits) throws(ModelError)
  {
    try Self.checkRows(batch, config, limits)
    segments.removeAll(keepingCapacity: true)
    runs.removeAll(keepingCapacity: true)
    trees.removeAll(keepingCapacity: true)
    var row = 0
    var root = 0
    for (index, segment) in batch.segments.enumerated() {
      guard segment.start == row, segment.count > 0, segment.count <= batch.tokens.count - row else {
        throw ModelError(
          "batch: segment \(index)", "rows \(segment.start)+\(segment.count) do not continue at row \(row)")
      }
      if segment.parent < 0 {
        if index > 0 { trees.append(root..<index) }
        root = index
      } else if segment.parent >= index || segment.parent < root {
        throw ModelError("batch: segment \(index)", "parent \(segment.parent) is not before it in its tree")
      }
      row += segment.count
      appendRuns(above: segment, batch)
    }
    guard row == batch.tokens.count else {
      throw ModelError("batch", "segments cover \(row) of \(batch.tokens.count) tokens")
    }
    if !batch.segments.isEmpty { trees.append(root..<batch.segments.count) }
  }

  private mutating func appendRuns(above segment: TreeBatch.Segment, _ batch: TreeBatch) {
    chain.removeAll(keepingCapacity: true)
    var parent = segment.parent
    while parent >= 0 {
      chain.append(parent)
      parent = batch.segments[parent].parent
    }
    let first = runs.count
    var above = 0
    for ancestor in chain.reversed() {
      let rows = batch.segments[ancestor]
      above += rows.count
      if runs.count > first, runs[runs.count - 1].start + runs[runs.count - 1].count == rows.start {
        runs[runs.count - 1].count += rows.count
      } else {
        runs.append(TreeAttention.Run(start: rows.start, count: rows.count))
      }
    }
    segments.append(
      TreeAttention.Segment(
        start: segment.start, count: segment.count, runs: first..<runs.count, above: above))
  }

  private static func checkRows(
    _ batch: TreeBatch, _ config: ModelConfig, _ limits: Workspace.Limits
  ) throws(ModelError) {
    let counts = [
      ("tokens", batch.tokens.count, limits.tokens), ("queries", batch.queryRows.count, limits.queries),
      ("scores", batch.scoreRows.count, limits.scores),
    ]
    for (name, count, limit) in counts where count > limit {
      throw ModelError("batch", "\(count) \(name) exceed the limit of \(limit)")
    }
    if batch.positions.count != batch.tokens.count {
      throw ModelError("batch", "\(batch.positions.count) positions for \(batch.tokens.count) tokens")
    }
    if batch.queryTargets.count != batch.queryRows.count {
      throw ModelError("batch", "\(batch.queryTargets.count) targets for \(batch.queryRows.count) query rows")
    }
    if !batch.queryRows.isEmpty && !config.hasLanguageHead {
      throw ModelError(
        "batch", "the model has a score head and no language head, so it has no log-probabilities")
    }
    if !batch.scoreRows.isEmpty && !config.scoreHead {
      throw ModelError("batch", "the model has no score head")
    }
    try check("token", batch.tokens, below: config.vocabulary)
    try check("position", batch.positions, below: config.maxPositions)
    try check("query row", batch.queryRows, below: batch.tokens.count)
    try check("query target", batch.queryTargets, below: config.vocabulary)
    try check("score row", batch.scoreRows, below: batch.tokens.count)
  }

  private static func check(_ name: String, _ values: [Int32], below limit: Int) throws(ModelError) {
    for (index, value) in values.enumerated() where value < 0 || Int(value) >= limit {
      throw ModelError("batch: \(name) \(index)", "\(value) is not in 0..<\(limit)")
    }
  }
}
