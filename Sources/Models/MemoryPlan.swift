/// How many bytes a run will hold, by purpose, known before anything is allocated.
public struct MemoryPlan: Sendable, Equatable {
  /// Weights, always 4 bytes each.
  public var parameters = 0
  /// As many bytes as the parameters when training.
  public var gradients = 0
  /// Both Adam moments when training.
  public var moments = 0
  /// What the forward pass keeps for the backward pass, for one micro-batch.
  public var activations = 0
  /// Logits of one vocabulary tile and what the head keeps per query.
  public var headTiles = 0
  /// Buffers shared by all layers, and each thread's own.
  public var scratch = 0

  public var total: Int { parameters + gradients + moments + activations + headTiles + scratch }
}
