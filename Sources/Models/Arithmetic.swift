extension ModelConfig {
  /// Floating-point operations of one forward and backward pass over a batch, a multiplication and an addition
  /// counting as two: what the mathematics needs, so what is computed twice to save memory counts once.
  public func flops(_ batch: TreeBatch) -> Double {
    let block =
      hidden * (queryKeyValueWidth + attentionWidth + 3 * intermediate)
    var above = [Int](repeating: 0, count: batch.segments.count)
    var pairs = 0.0
    for (index, segment) in batch.segments.enumerated() {
      if segment.parent >= 0 && segment.parent < index {
        above[index] = above[segment.parent] + batch.segments[segment.parent].count
      }
      let own = Double(segment.count)
      pairs += own * Double(above[index]) + own * (own + 1) / 2
    }
    let attention = 2 * pairs * Double(attentionWidth)
    let head = Double(Set(batch.queryRows).count) * Double(vocabulary * hidden)
    return 6 * (Double(layers) * (Double(block) * Double(batch.tokens.count) + attention) + head)
  }
}
