import Kernels

/// Where each weight and its gradient begin. q, k and v of a layer are one matrix, gate and up another.
struct DecoderWeights {
  struct Layer {
    var qkv, output, gateUp, down, norm1, norm2: Int
  }

  let values: Floats
  /// Equal to `values` and never written when not training.
  let gradients: Floats
  let embedding: Int
  let layers: [Layer]
  let norm: Int
  /// The embedding's matrix when tied.
  let head: Int
  let score: Int

  /// Nil when the arena lacks a tensor.
  init?(_ config: ModelConfig, _ parameters: ParameterArena, training: Bool) {
    let tensors = parameters.tensors
    guard let values = parameters.values.baseAddress,
      let gradients = training ? parameters.gradients.baseAddress : values,
      tensors.count >= 2 + 9 * config.layers
    else { return nil }
    self.values = values
    self.gradients = gradients
    embedding = 0
    layers = (0..<config.layers).map { layer in
      let first = 1 + 9 * layer
      return Layer(
        qkv: tensors[first].offset, output: tensors[first + 3].offset, gateUp: tensors[first + 4].offset,
        down: tensors[first + 6].offset, norm1: tensors[first + 7].offset, norm2: tensors[first + 8].offset)
    }
    norm = tensors[1 + 9 * config.layers].offset
    head = parameters.tensor("lm_head.weight")?.offset ?? 0
    score = parameters.tensor("score.weight")?.offset ?? 0
  }
}
