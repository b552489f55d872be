import Kernels

/// The forward pass. A layer is two parallel regions: attention, and everything that is row by row in between, which
/// one thread does for a piece of rows while they are in its cache.
extension Decoder {
  func forwardLayers() {
    let w = workspace
    pool.forEachPiece(of: rows, size: Workspace.pieceRows) { piece, worker in
      let x = w.input(0) + piece.lowerBound * config.hidden
      for row in piece {
        let source = weights.values + weights.embedding + Int(w.tokens[row]) * config.hidden
        (w.input(0) + row * config.hidden).update(from: source, count: config.hidden)
      }
      normAndProject(0, piece, worker, x, nil)
    }
    for layer in 0..<config.layers {
      attend(layer)
      pool.forEachPiece(of: rows, size: Workspace.pieceRows) { piece, worker in
        feedForwardIn(layer, piece, worker)
        feedForwardOut(layer, piece, worker)
      }
    }
  }

  /// x + delta becomes the input of `layer`; its norm, its queries, keys and values, positions applied.
  private func normAndProject(
    _ layer: Int, _ piece: Range<Int>, _ worker: Int, _ x: ConstFloats, _ delta: ConstFloats?
  ) {
    let kept = workspace.kept(layer)
    let at = weights.layers[layer]
    let hidden = config.hidden
    let width = config.queryKeyValueWidth
    let first = piece.lowerBound
    let normalised = workspace.own(worker)
    RMSNorm.forward(
      x, adding: delta, weight: weights.values + at.norm1, sum: workspace.input(layer) + first * hidden,
      normalised: normalised, inverse: kept.inverse1 + first, rows: piece.count, width: hidden,
      epsilon: config.rmsEpsilon)
    MatrixProduct.timesTransposed(
      rows: piece.count, columns: width, inner: hidden, normalised, hidden, weights.values + at.qkv, hidden,
      into: kept.qkv + first * width, width)
    rotary.turn(
      kept.qkv + first * width, stride: width, rows: piece.count, heads: config.heads + config.keyValueHeads,
      positions: workspace.positions + first)
  }

  private func attend(_ layer: Int) {
    let kept = workspace.kept(layer)
    shape.runs.withUnsafeBufferPointer { runs in
      // A batch of roots has no runs, and then none is read.
      let base = runs.baseAddress ?? UnsafePointer(bitPattern: 64)
      guard let base else { return }
      pool.forEach(shape.segments.count * config.heads) { index, worker in
        attention.forward(
          shape.segments[index / config.heads], runs: base, head: index % config.heads, qkv: kept.qkv,
          out: kept.attended, logSum: kept.logSum, scratch: workspace.own(worker))
      }
    }
  }

  /// The attention's output projection, the second norm, gate and up.
  private func feedForwardIn(_ layer: Int, _ piece: Range<Int>, _ worker: Int) {
    let kept = workspace.kept(layer)
    let at = weights.layers[layer]
    let hidden = config.hidden
    let width = config.attentionWidth
    let first = piece.lowerBound
    let normalised = workspace.own(worker)
    let delta = normalised + Workspace.pieceRows * hidden
    MatrixProduct.timesTransposed(
      rows: piece.count, columns: hidden, inner: width, kept.attended + first * width, width,
      weights.values + at.output, width, into: delta, hidden)
    RMSNorm.forward(
      workspace.input(layer) + first * hidden, adding: delta, weight: weights.values + at.norm2,
      sum: kept.mid + first * hidden, normalised: normalised, inverse: kept.inverse2 + first,
      rows: piece.count,
      width: hidden, epsilon: config.rmsEpsilon)
    MatrixProduct.timesTransposed(
      rows: piece.count, columns: 2 * config.intermediate, inner: hidden, normalised, hidden,
      weights.values + at.gateUp, hidden, into: kept.gateUp + first * 2 * config.intermediate,
      2 * config.intermediate)
  }

  /// The gated unit, the down projection, and the beginning of the next layer.
  private func feedForwardOut(_ layer: Int, _ piece: Range<Int>, _ worker: Int) {
    let kept = workspace.kept(layer)
    let at = weights.layers[layer]
    let hidden = config.hidden
    let intermediate = config.intermediate
    let first = piece.lowerBound
    let delta = workspace.own(worker) + Workspace.pieceRows * hidden
    let activated = delta + Workspace.pieceRows * hidden
    SwiGLU.forward(
      kept.gateUp + first * 2 * intermediate, out: activated, rows: piece.count, width: intermediate)
    MatrixProduct.timesTransposed(
      rows: piece.count, columns: hidden, inner: intermediate, activated, intermediate,
      weights.values + at.down, intermediate, into: delta, hidden)
    let mid = kept.mid + first * hidden
    if layer + 1 < config.layers {
      normAndProject(layer + 1, piece, worker, mid, delta)
    } else {
      let out = workspace.input(layer + 1) + first * hidden
      out.update(from: mid, count: piece.count * hidden)
      Vectors.add(1, delta, to: out, count: piece.count * hidden)
    }
  }

  /// Fills the shared set with what `forward` would have kept of this layer, from the layer's input.
  func recompute(_ layer: Int) {
    pool.forEachPiece(of: rows, size: Workspace.pieceRows) { piece, worker in
      normAndProject(
        layer, piece, worker, workspace.input(layer) + piece.lowerBound * config.hidden, nil)
    }
    attend(layer)
    pool.forEachPiece(of: rows, size: Workspace.pieceRows) { piece, worker in
      feedForwardIn(layer, piece, worker)
    }
  }

  /// Where the queries stand, for the head's two passes.
  var headQueries: TiledHead.Queries {
    TiledHead.Queries(
      rows: queryRows, starts: workspace.starts, targets: workspace.sortedTargets, maximum: workspace.maximum,
      sum: workspace.sum, logProbability: workspace.sortedLogProbability)
  }

  func forwardHead() {
    let w = workspace
    let hidden = config.hidden
    let final = w.input(config.layers)
    pool.forEachPiece(of: queryRows + scoreRows, size: Workspace.pieceRows) { piece, _ in
      for row in piece {
        (w.headInput + row * hidden).update(from: final + Int(w.headRowOf[row]) * hidden, count: hidden)
      }
      let x = w.headInput + piece.lowerBound * hidden
      RMSNorm.forward(
        x, adding: nil, weight: weights.values + weights.norm, sum: x,
        normalised: w.headNormalised + piece.lowerBound * hidden, inverse: w.headInverse + piece.lowerBound,
        rows: piece.count, width: hidden, epsilon: config.rmsEpsilon)
    }
    head.forward(
      headQueries, x: w.headNormalised, weight: weights.values + weights.head, logits: w.logits, pool: pool)
    for place in 0..<queries { w.logProbability[Int(w.order[place])] = w.sortedLogProbability[place] }
    for index in 0..<scoreRows {
      w.scores[index] = Vectors.dot(
        w.headNormalised + (queryRows + index) * hidden, weights.values + weights.score, count: hidden)
    }
  }
}
