import Kernels

/// The backward pass: what `DecoderForward` does, in reverse. A layer is four parallel regions.
extension Decoder {
  /// Gradients of the head, the score head and the final norm; leaves the gradient of the last layer's output in `dx`.
  func backwardHead(_ logProbabilityGradients: [Float], _ scoreGradients: [Float]) {
    let w = workspace
    let hidden = config.hidden
    for place in 0..<queries { w.coefficients[place] = logProbabilityGradients[Int(w.order[place])] }
    head.backward(
      headQueries, coefficients: w.coefficients, x: w.headNormalised, weight: weights.values + weights.head,
      logits: w.logits, rowSums: w.rowSums, dx: w.headGradient, dweight: weights.gradients + weights.head,
      pool: pool)
    for index in 0..<scoreRows {
      let row = (queryRows + index) * hidden
      (w.headGradient + row).update(repeating: 0, count: hidden)
      Vectors.add(
        scoreGradients[index], weights.values + weights.score, to: w.headGradient + row, count: hidden)
      Vectors.add(
        scoreGradients[index], w.headNormalised + row, to: weights.gradients + weights.score, count: hidden)
    }
    let headRows = queryRows + scoreRows
    clearPartial(rows: headRows)
    pool.forEachPiece(of: headRows, size: Workspace.pieceRows) { piece, _ in
      let first = piece.lowerBound * hidden
      RMSNorm.backward(
        w.headGradient + first, x: w.headInput + first, inverse: w.headInverse + piece.lowerBound,
        weight: weights.values + weights.norm, residual: nil, dx: w.headGradient + first,
        dweight: partial(piece), rows: piece.count, width: hidden)
    }
    addPartial(rows: headRows, to: weights.norm)
    w.dx.update(repeating: 0, count: rows * hidden)
    for row in 0..<headRows {
      Vectors.add(
        1, w.headGradient + row * hidden, to: w.dx + Int(w.headRowOf[row]) * hidden, count: hidden)
    }
  }

  func backwardLayers() {
    for layer in stride(from: config.layers - 1, through: 0, by: -1) {
      if limits.recompute { recompute(layer) }
      feedForwardBackward(layer)
      attentionBackward(layer)
      projectionBackward(layer)
    }
    let w = workspace
    let hidden = config.hidden
    let embedding = weights.gradients + weights.embedding
    // By columns: rows of the same token collide, columns never do.
    pool.forEachPiece(of: hidden, size: 64) { columns, _ in
      for row in 0..<rows {
        Vectors.add(
          1, w.dx + row * hidden + columns.lowerBound,
          to: embedding + Int(w.tokens[row]) * hidden + columns.lowerBound, count: columns.count)
      }
    }
  }

  /// From `dx` to `dmid` and the gradient of the attention's output.
  private func feedForwardBackward(_ layer: Int) {
    let w = workspace
    let kept = w.kept(layer)
    let at = weights.layers[layer]
    let (hidden, intermediate) = (config.hidden, config.intermediate)
    let (width, total) = (config.attentionWidth, config.queryKeyValueWidth)
    clearPartial(rows: rows)
    pool.forEachPiece(of: rows, size: Workspace.pieceRows) { piece, worker in
      let n = piece.count
      let first = piece.lowerBound
      let dnormalised = w.own(worker)
      let dactivated = dnormalised + Workspace.pieceRows * hidden
      let gateUp = kept.gateUp + first * 2 * intermediate
      MatrixProduct.times(
        rows: n, columns: intermediate, inner: hidden, w.dx + first * hidden, hidden,
        weights.values + at.down,
        intermediate, into: dactivated, intermediate)
      SwiGLU.backward(
        gateUp, gradient: dactivated, out: w.activated + first * intermediate, rows: n, width: intermediate)
      MatrixProduct.times(
        rows: n, columns: hidden, inner: 2 * intermediate, gateUp, 2 * intermediate,
        weights.values + at.gateUp,
        hidden, into: dnormalised, hidden)
      let mid = kept.mid + first * hidden
      RMSNorm.again(
        mid, inverse: kept.inverse2 + first, weight: weights.values + at.norm2,
        normalised: w.normalised2 + first * hidden, rows: n, width: hidden)
      RMSNorm.backward(
        dnormalised, x: mid, inverse: kept.inverse2 + first, weight: weights.values + at.norm2,
        residual: w.dx + first * hidden, dx: w.dmid + first * hidden, dweight: partial(piece), rows: n,
        width: hidden)
      MatrixProduct.times(
        rows: n, columns: width, inner: hidden, w.dmid + first * hidden, hidden, weights.values + at.output,
        width, into: w.dattended + first * width, width)
      (w.dqkv + first * total).update(repeating: 0, count: n * total)
    }
    addPartial(rows: rows, to: at.norm2)
  }

  /// Attention backward, and beside it the weights of the feed-forward block, which don't depend on it.
  private func attentionBackward(_ layer: Int) {
    let w = workspace
    let kept = w.kept(layer)
    let at = weights.layers[layer]
    let group = config.heads / config.keyValueHeads
    let units = shape.trees.count * config.keyValueHeads
    let down = WeightGradient(
      dy: w.dx, dyWidth: config.hidden, x: w.activated, xWidth: config.intermediate,
      gradient: weights.gradients + at.down)
    let gateUp = WeightGradient(
      dy: kept.gateUp, dyWidth: 2 * config.intermediate, x: w.normalised2, xWidth: config.hidden,
      gradient: weights.gradients + at.gateUp)
    shape.runs.withUnsafeBufferPointer { runs in
      guard let base = runs.baseAddress ?? UnsafePointer(bitPattern: 64) else { return }
      pool.forEach(units + down.pieces + gateUp.pieces) { index, worker in
        if index >= units + down.pieces {
          gateUp.add(piece: index - units - down.pieces, rows: rows)
        } else if index >= units {
          down.add(piece: index - units, rows: rows)
        } else {
          let keyValueHead = index % config.keyValueHeads
          for segment in shape.trees[index / config.keyValueHeads] {
            for head in keyValueHead * group..<(keyValueHead + 1) * group {
              attention.backward(
                shape.segments[segment], runs: base, head: head, qkv: kept.qkv, out: kept.attended,
                logSum: kept.logSum, dout: w.dattended, dqkv: w.dqkv, scratch: w.own(worker))
            }
          }
        }
      }
    }
  }

  /// From the gradients of queries, keys and values to the layer's input in `dx`, and the attention's weights.
  private func projectionBackward(_ layer: Int) {
    let w = workspace
    let kept = w.kept(layer)
    let at = weights.layers[layer]
    let hidden = config.hidden
    let width = config.queryKeyValueWidth
    clearPartial(rows: rows)
    pool.forEachPiece(of: rows, size: Workspace.pieceRows) { piece, worker in
      let n = piece.count
      let first = piece.lowerBound
      let dnormalised = w.own(worker)
      let x = w.input(layer) + first * hidden
      rotary.turnBack(
        w.dqkv + first * width, stride: width, rows: n, heads: config.heads + config.keyValueHeads,
        positions: w.positions + first)
      MatrixProduct.times(
        rows: n, columns: hidden, inner: width, w.dqkv + first * width, width, weights.values + at.qkv,
        hidden,
        into: dnormalised, hidden)
      RMSNorm.again(
        x, inverse: kept.inverse1 + first, weight: weights.values + at.norm1,
        normalised: w.normalised1 + first * hidden, rows: n, width: hidden)
      RMSNorm.backward(
        dnormalised, x: x, inverse: kept.inverse1 + first, weight: weights.values + at.norm1,
        residual: w.dmid + first * hidden, dx: w.dx + first * hidden, dweight: partial(piece), rows: n,
        width: hidden)
    }
    addPartial(rows: rows, to: at.norm1)
    let output = WeightGradient(
      dy: w.dmid, dyWidth: hidden, x: kept.attended, xWidth: config.attentionWidth,
      gradient: weights.gradients + at.output)
    let project = WeightGradient(
      dy: w.dqkv, dyWidth: width, x: w.normalised1, xWidth: hidden, gradient: weights.gradients + at.qkv)
    pool.forEach(output.pieces + project.pieces) { index, _ in
      if index < project.pieces {
        project.add(piece: index, rows: rows)
      } else {
        output.add(piece: index - project.pieces, rows: rows)
      }
    }
  }

  // A norm's weight collects from all rows: each piece sums its own, and the pieces are added in order.

  private func partial(_ piece: Range<Int>) -> Floats {
    workspace.partial + piece.lowerBound / Workspace.pieceRows * config.hidden
  }

  private func clearPartial(rows: Int) {
    let pieces = (rows + Workspace.pieceRows - 1) / Workspace.pieceRows
    workspace.partial.update(repeating: 0, count: pieces * config.hidden)
  }

  private func addPartial(rows: Int, to offset: Int) {
    for piece in 0..<(rows + Workspace.pieceRows - 1) / Workspace.pieceRows {
      Vectors.add(
        1, workspace.partial + piece * config.hidden, to: weights.gradients + offset, count: config.hidden)
    }
  }
}

/// dW += dyᵀ · x, cut into pieces of output rows.
private struct WeightGradient {
  let dy: ConstFloats
  let dyWidth: Int
  let x: ConstFloats
  let xWidth: Int
  let gradient: Floats

  private var size: Int { dyWidth > 512 ? 128 : 64 }
  var pieces: Int { (dyWidth + size - 1) / size }

  func add(piece: Int, rows: Int) {
    let first = piece * size
    MatrixProduct.transposedTimes(
      rows: min(size, dyWidth - first), columns: xWidth, inner: rows, dy + first, dyWidth, x, xWidth, beta: 1,
      into: gradient + first * xWidth, xWidth)
  }
}
