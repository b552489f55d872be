import Models

/// How many floating-point operations a step needs: what its speed is measured against.
public struct Arithmetic: Sendable {
  /// Parameters of the layers' matrices.
  private let body: Double
  private let head: Double

  public init(_ config: ModelConfig) {
    let layer =
      config.hidden * (config.queryKeyValueWidth + config.attentionWidth + 3 * config.intermediate)
    body = Double(config.layers * layer)
    head = Double(config.vocabulary * config.hidden)
  }

  /// Matrix products of one forward and backward pass: two operations a parameter and row forward, twice that
  /// backward, and the head's logits once more because its tiles are computed again. Attention's own products, few at
  /// these lengths, are left out.
  public func step(rows: Int, queries: Int) -> Double { 6 * body * Double(rows) + 8 * head * Double(queries) }
}
