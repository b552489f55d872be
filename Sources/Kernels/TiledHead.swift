import CKernels
import Glibc

/// Log-probabilities of chosen tokens from hidden rows, in tiles of the vocabulary: memory does not grow with the
/// vocabulary, and the backward pass computes each tile again.
///
/// Queries are grouped by row: `starts[r]..<starts[r + 1]` are the queries of row r.
public struct TiledHead {
  public var hidden: Int
  public var vocabulary: Int
  /// Columns of one tile.
  public var tile: Int
  /// Rows of one piece of work.
  public static let pieceRows = 128
  /// Columns of one piece of the weight's gradient.
  public static let pieceColumns = 128

  public init(hidden: Int, vocabulary: Int, tile: Int) {
    self.hidden = hidden
    self.vocabulary = vocabulary
    self.tile = max(1, min(tile, vocabulary))
  }

  /// The queries of one batch and what the forward pass leaves for the backward pass.
  public struct Queries {
    /// Distinct rows.
    public var rows: Int
    public var starts: UnsafePointer<Int32>
    public var targets: UnsafePointer<Int32>
    /// Per row: largest logit, sum of exp(logit − largest); afterwards maximum holds log Σ exp(logit).
    public var maximum: Floats
    public var sum: Floats
    /// Per query.
    public var logProbability: Floats
    public init(
      rows: Int, starts: UnsafePointer<Int32>, targets: UnsafePointer<Int32>, maximum: Floats, sum: Floats,
      logProbability: Floats
    ) {
      self.rows = rows
      self.starts = starts
      self.targets = targets
      self.maximum = maximum
      self.sum = sum
      self.logProbability = logProbability
    }
  }

  /// - Parameters:
  ///   - x: queries.rows × hidden.
  ///   - weight: vocabulary × hidden.
  ///   - logits: queries.rows × tile of scratch.
  public func forward(
    _ queries: Queries, x: ConstFloats, weight: ConstFloats, logits: Floats, pool: ThreadPool
  ) {
    pool.forEachPiece(of: queries.rows, size: Self.pieceRows) { rows, _ in
      let maximum = queries.maximum + rows.lowerBound
      let sum = queries.sum + rows.lowerBound
      maximum.update(repeating: -.infinity, count: rows.count)
      sum.update(repeating: 0, count: rows.count)
      let here = logits + rows.lowerBound * tile
      for first in stride(from: 0, to: vocabulary, by: tile) {
        let width = min(tile, vocabulary - first)
        MatrixProduct.timesTransposed(
          rows: rows.count, columns: width, inner: hidden, x + rows.lowerBound * hidden, hidden,
          weight + first * hidden, hidden, into: here, tile)
        aa_head_fold(here, tile, rows.count, width, maximum, sum)
        forEachQuery(queries, rows, first, width) { query, row, column in
          queries.logProbability[query] = here[(row - rows.lowerBound) * tile + column]
        }
      }
      for row in rows {
        queries.maximum[row] += log(queries.sum[row])
        for query in Int(queries.starts[row])..<Int(queries.starts[row + 1]) {
          queries.logProbability[query] -= queries.maximum[row]
        }
      }
    }
  }

  /// dx is written, dweight grows. `coefficients` has one gradient per query; `rowSums` one float of scratch per row.
  public func backward(
    _ queries: Queries, coefficients: ConstFloats, x: ConstFloats, weight: ConstFloats, logits: Floats,
    rowSums: Floats, dx: Floats, dweight: Floats, pool: ThreadPool
  ) {
    for row in 0..<queries.rows {
      var total: Float = 0
      for query in Int(queries.starts[row])..<Int(queries.starts[row + 1]) { total -= coefficients[query] }
      rowSums[row] = total
    }
    for first in stride(from: 0, to: vocabulary, by: tile) {
      let width = min(tile, vocabulary - first)
      pool.forEachPiece(of: queries.rows, size: Self.pieceRows) { rows, _ in
        let here = logits + rows.lowerBound * tile
        MatrixProduct.timesTransposed(
          rows: rows.count, columns: width, inner: hidden, x + rows.lowerBound * hidden, hidden,
          weight + first * hidden, hidden, into: here, tile)
        aa_head_gradient(
          here, tile, rows.count, width, queries.maximum + rows.lowerBound, rowSums + rows.lowerBound)
        forEachQuery(queries, rows, first, width) { query, row, column in
          here[(row - rows.lowerBound) * tile + column] += coefficients[query]
        }
        MatrixProduct.times(
          rows: rows.count, columns: hidden, inner: width, here, tile, weight + first * hidden, hidden,
          beta: first == 0 ? 0 : 1, into: dx + rows.lowerBound * hidden, hidden)
      }
      pool.forEachPiece(of: width, size: Self.pieceColumns) { columns, _ in
        MatrixProduct.transposedTimes(
          rows: columns.count, columns: hidden, inner: queries.rows, logits + columns.lowerBound, tile, x,
          hidden,
          beta: 1, into: dweight + (first + columns.lowerBound) * hidden, hidden)
      }
    }
  }

  @inline(__always) private func forEachQuery(
    _ queries: Queries, _ rows: Range<Int>, _ first: Int, _ width: Int, _ body: (Int, Int, Int) -> Void
  ) {
    for row in rows {
      for query in Int(queries.starts[row])..<Int(queries.starts[row + 1]) {
        let column = Int(queries.targets[query]) - first
        if column >= 0 && column < width { body(query, row, column) }
      }
    }
  }
}
