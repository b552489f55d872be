/// A micro-batch of token trees, flattened: no padding, shared prefixes once.
///
/// Row i of every per-token array in the model is token i of this batch. A token attends to the tokens of its own
/// segment up to itself and to all tokens of the segments above it.
public struct TreeBatch: Sendable {
  /// A run of tokens without a branch.
  public struct Segment: Sendable, Equatable {
    /// First row.
    public var start: Int
    public var count: Int
    /// Index of the segment that this one continues, -1 for a root; parents stand before children.
    public var parent: Int
    public init(start: Int, count: Int, parent: Int) {
      self.start = start
      self.count = count
      self.parent = parent
    }
  }

  public var tokens: [Int32]
  /// Position of each token in its own branch, from 0 at the root.
  public var positions: [Int32]
  /// In row order, covering every row once.
  public var segments: [Segment]
  /// Rows whose hidden state predicts `queryTargets`. The first token of a candidate is predicted by its parent's
  /// last row, so queries may share rows.
  public var queryRows: [Int32]
  /// What each query asks: log p(target | the branch up to and including the row).
  public var queryTargets: [Int32]
  /// Rows that the score head reads.
  public var scoreRows: [Int32]

  public init(
    tokens: [Int32] = [], positions: [Int32] = [], segments: [Segment] = [], queryRows: [Int32] = [],
    queryTargets: [Int32] = [], scoreRows: [Int32] = []
  ) {
    self.tokens = tokens
    self.positions = positions
    self.segments = segments
    self.queryRows = queryRows
    self.queryTargets = queryTargets
    self.scoreRows = scoreRows
  }

  /// One sequence without branches; every token but the first is a query.
  public init(sequence: [Int32]) {
    self.init(
      tokens: sequence, positions: sequence.indices.map { Int32($0) },
      segments: [Segment(start: 0, count: sequence.count, parent: -1)],
      queryRows: sequence.indices.dropLast().map { Int32($0) }, queryTargets: Array(sequence.dropFirst()))
  }
}
