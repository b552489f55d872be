import CKernels

/// Causal attention over token trees: a row sees its own segment up to itself and every segment above it.
///
/// A segment's rows are one block; its keys are few runs of rows (neighbouring ancestors join), so scores are
/// plain matrix products and no mask is ever built. Per row and head only the logarithm of the softmax's denominator is
/// kept; the backward pass computes probabilities again.
public struct TreeAttention: Sendable {
  public var heads: Int
  public var keyValueHeads: Int
  public var headDim: Int
  public init(heads: Int, keyValueHeads: Int, headDim: Int) {
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headDim = headDim
  }

  /// Query rows that are worked on at a time.
  public static let blockRows = 64

  /// Floats of scratch that one thread needs when no branch is longer than `context` rows.
  public static func scratchFloats(context: Int) -> Int { 2 * blockRows * context }

  /// Consecutive rows that share their keys above them.
  public struct Segment: Sendable {
    public var start: Int
    public var count: Int
    /// Where the runs of keys before this segment stand in the list of runs.
    public var runs: Range<Int>
    /// Rows in these runs.
    public var above: Int
    public init(start: Int, count: Int, runs: Range<Int>, above: Int) {
      self.start = start
      self.count = count
      self.runs = runs
      self.above = above
    }
  }

  /// A run of consecutive rows.
  public struct Run: Sendable {
    public var start: Int
    public var count: Int
    public init(start: Int, count: Int) {
      self.start = start
      self.count = count
    }
  }

  public var width: Int { heads * headDim }
  public var stride: Int { (heads + 2 * keyValueHeads) * headDim }
  private var scale: Float { 1 / Float(headDim).squareRoot() }

  /// One head over one segment.
  ///
  /// - Parameters:
  ///   - qkv: rows × stride: queries of all heads, keys, values, positions applied.
  ///   - out: rows × width.
  ///   - logSum: rows × heads.
  public func forward(
    _ segment: Segment, runs: UnsafePointer<Run>, head: Int, qkv: ConstFloats, out: Floats, logSum: Floats,
    scratch: Floats
  ) {
    let group = heads / keyValueHeads
    let q = qkv + head * headDim
    let k = qkv + (heads + head / group) * headDim
    let v = k + keyValueHeads * headDim
    var first = 0
    while first < segment.count {
      let n = min(Self.blockRows, segment.count - first)
      let row = segment.start + first
      let context = segment.above + first + n
      forEachRun(segment, runs, own: first + n) { start, count, column in
        MatrixProduct.timesTransposed(
          rows: n, columns: count, inner: headDim, q + row * stride, stride, k + start * stride, stride,
          into: scratch + column, context)
      }
      aa_causal_softmax(
        scratch, context, n, context, segment.above + first + 1, scale, logSum + row * heads + head, heads)
      forEachRun(segment, runs, own: first + n) { start, count, column in
        MatrixProduct.times(
          rows: n, columns: headDim, inner: count, scratch + column, context, v + start * stride, stride,
          beta: column == 0 ? 0 : 1, into: out + row * width + head * headDim, width)
      }
      first += n
    }
  }

  /// The gradient of one head over one segment: writes its queries' part of `dqkv`, adds to keys and values.
  ///
  /// Keys and values of a row collect from every segment below it, so the segments of one tree and the heads of one
  /// key-value group must be taken one after the other, after `dqkv` was zeroed.
  public func backward(
    _ segment: Segment, runs: UnsafePointer<Run>, head: Int, qkv: ConstFloats, out: ConstFloats,
    logSum: ConstFloats, dout: ConstFloats, dqkv: Floats, scratch: Floats
  ) {
    let group = heads / keyValueHeads
    let keyColumn = (heads + head / group) * headDim
    let valueColumn = keyColumn + keyValueHeads * headDim
    let q = qkv + head * headDim
    let k = qkv + keyColumn
    let v = qkv + valueColumn
    var first = 0
    while first < segment.count {
      let n = min(Self.blockRows, segment.count - first)
      let row = segment.start + first
      let context = segment.above + first + n
      let p = scratch
      let dp = scratch + n * context
      let drow = dout + row * width + head * headDim
      forEachRun(segment, runs, own: first + n) { start, count, column in
        MatrixProduct.timesTransposed(
          rows: n, columns: count, inner: headDim, q + row * stride, stride, k + start * stride, stride,
          into: p + column, context)
        MatrixProduct.timesTransposed(
          rows: n, columns: count, inner: headDim, drow, width, v + start * stride, stride,
          into: dp + column, context)
      }
      aa_causal_probabilities(
        p, context, n, context, segment.above + first + 1, scale, logSum + row * heads + head, heads)
      forEachRun(segment, runs, own: first + n) { start, count, column in
        MatrixProduct.transposedTimes(
          rows: count, columns: headDim, inner: n, p + column, context, drow, width, beta: 1,
          into: dqkv + valueColumn + start * stride, stride)
      }
      aa_softmax_backward(
        p, dp, context, n, context, scale, out + row * width + head * headDim, drow, width, headDim)
      forEachRun(segment, runs, own: first + n) { start, count, column in
        MatrixProduct.times(
          rows: n, columns: headDim, inner: count, dp + column, context, k + start * stride, stride,
          beta: column == 0 ? 0 : 1, into: dqkv + row * stride + head * headDim, stride)
        MatrixProduct.transposedTimes(
          rows: count, columns: headDim, inner: n, dp + column, context, q + row * stride, stride, beta: 1,
          into: dqkv + keyColumn + start * stride, stride)
      }
      first += n
    }
  }

  /// Calls `body(first row, rows, column of scores)` for the runs above the segment and then for its own rows.
  @inline(__always) private func forEachRun(
    _ segment: Segment, _ runs: UnsafePointer<Run>, own: Int, _ body: (Int, Int, Int) -> Void
  ) {
    var column = 0
    for index in segment.runs {
      body(runs[index].start, runs[index].count, column)
      column += runs[index].count
    }
    body(segment.start, own, column)
  }
}
