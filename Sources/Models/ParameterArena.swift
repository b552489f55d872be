import Kernels

/// One tensor's place in the arena.
public struct ParameterTensor: Sendable, Equatable {
  /// Hugging Face's name, "model.layers.0.self_attn.q_proj.weight".
  public var name: String
  /// Row-major; matrices are [outputs, inputs].
  public var shape: [Int]
  /// First element in the arena.
  public var offset: Int
  public var count: Int
  /// Whether weight decay applies: matrices yes, norms no.
  public var decays: Bool
  public var range: Range<Int> { offset..<offset + count }
}

/// All parameters of a model in one flat array, in Hugging Face's order, with gradients and both Adam moments in
/// arrays of the same layout: AdamW, clipping and checkpoints are one loop each.
///
/// Tensors lie without gaps, so q, k and v (and gate and up) of a layer are one matrix to the model.
public final class ParameterArena {
  public let tensors: [ParameterTensor]
  /// Parameters in all.
  public let count: Int
  public let values: UnsafeMutableBufferPointer<Float>
  private let valueArena: FloatArena
  private var gradientArena: FloatArena?
  private var momentArena: FloatArena?

  /// Reserves zeroed values; loaders fill them.
  public init(zeros config: ModelConfig) throws(ModelError) {
    try config.validate()
    tensors = Self.layout(config)
    count = tensors.last.map { $0.offset + $0.count } ?? 0
    guard let arena = FloatArena(count: count) else {
      throw ModelError("parameters", "\(count) floats do not fit into memory")
    }
    valueArena = arena
    values = arena.buffer
  }

  /// New parameters: matrices normal with the configured deviation, norms one. The same seed gives the same numbers.
  public convenience init(config: ModelConfig, seed: UInt64) throws(ModelError) {
    try self.init(zeros: config)
    for (index, tensor) in tensors.enumerated() {
      let slice = UnsafeMutableBufferPointer(rebasing: values[tensor.range])
      if tensor.shape.count == 1 {
        slice.update(repeating: 1)
      } else {
        var noise = NormalNoise(seed: seed, stream: UInt64(index))
        noise.fill(slice, deviation: config.initializerRange)
      }
    }
  }

  /// Gradients, allocated (zero) when first asked for.
  public var gradients: UnsafeMutableBufferPointer<Float> {
    if gradientArena == nil { gradientArena = FloatArena(count: count) }
    guard let arena = gradientArena else { preconditionFailure("out of memory for the gradients") }
    return arena.buffer
  }

  /// Adam's first moments, allocated (zero) when first asked for.
  public var firstMoments: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: moments[..<count])
  }

  /// Adam's second moments, allocated (zero) together with the first.
  public var secondMoments: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: moments[count...])
  }

  private var moments: UnsafeMutableBufferPointer<Float> {
    if momentArena == nil { momentArena = FloatArena(count: 2 * count) }
    guard let arena = momentArena else { preconditionFailure("out of memory for the optimizer's moments") }
    return arena.buffer
  }

  /// Bytes held at this moment, by what for.
  public var allocatedBytes: (values: Int, gradients: Int, moments: Int) {
    (4 * valueArena.count, 4 * (gradientArena?.count ?? 0), 4 * (momentArena?.count ?? 0))
  }

  /// The tensor of this name, nil when the model has none.
  public func tensor(_ name: String) -> ParameterTensor? { tensors.first { $0.name == name } }

  /// Names, shapes and offsets for a configuration, in Hugging Face's order.
  public static func layout(_ config: ModelConfig) -> [ParameterTensor] {
    var tensors: [ParameterTensor] = []
    var offset = 0
    func add(_ name: String, _ shape: [Int]) {
      let count = shape.reduce(1, *)
      tensors.append(
        ParameterTensor(name: name, shape: shape, offset: offset, count: count, decays: shape.count > 1))
      offset += count
    }
    let width = config.hidden
    let keyValue = config.keyValueHeads * config.headDim
    add("model.embed_tokens.weight", [config.vocabulary, width])
    for layer in 0..<config.layers {
      let prefix = "model.layers.\(layer)."
      add(prefix + "self_attn.q_proj.weight", [config.attentionWidth, width])
      add(prefix + "self_attn.k_proj.weight", [keyValue, width])
      add(prefix + "self_attn.v_proj.weight", [keyValue, width])
      add(prefix + "self_attn.o_proj.weight", [width, config.attentionWidth])
      add(prefix + "mlp.gate_proj.weight", [config.intermediate, width])
      add(prefix + "mlp.up_proj.weight", [config.intermediate, width])
      add(prefix + "mlp.down_proj.weight", [width, config.intermediate])
      add(prefix + "input_layernorm.weight", [width])
      add(prefix + "post_attention_layernorm.weight", [width])
    }
    add("model.norm.weight", [width])
    if !config.tied && !config.scoreHead { add("lm_head.weight", [config.vocabulary, width]) }
    if config.scoreHead { add("score.weight", [1, width]) }
    return tensors
  }
}
