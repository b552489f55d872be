/// The shape of a decoder of the Llama family (RMSNorm before each block, rotary positions, grouped-query attention,
/// SwiGLU), with a language-model head or a score head.
public struct ModelConfig: Sendable, Equatable {
  /// Tokens in the vocabulary.
  public var vocabulary: Int
  /// Width of the residual stream.
  public var hidden: Int
  public var layers: Int
  /// Query heads.
  public var heads: Int
  /// Key and value heads; divides `heads`.
  public var keyValueHeads: Int
  /// Width of one head; even, because rotary positions turn pairs.
  public var headDim: Int
  /// Width inside the feed-forward block.
  public var intermediate: Int
  /// Whether the head shares the embedding's matrix.
  public var tied: Bool
  public var rmsEpsilon: Float
  public var ropeTheta: Float
  /// Positions that a branch may reach.
  public var maxPositions: Int
  /// Standard deviation of a new matrix.
  public var initializerRange: Float
  public var bosToken: Int
  public var eosToken: Int
  /// A reward model (`LlamaForSequenceClassification`, one label): scores rows through `score.weight` and has no
  /// `lm_head` of its own.
  public var scoreHead: Bool

  public init(
    vocabulary: Int, hidden: Int, layers: Int, heads: Int, keyValueHeads: Int, headDim: Int,
    intermediate: Int,
    tied: Bool, rmsEpsilon: Float = 1e-5, ropeTheta: Float = 10_000, maxPositions: Int = 2048,
    initializerRange: Float = 0.02, bosToken: Int = 1, eosToken: Int = 2, scoreHead: Bool = false
  ) {
    self.vocabulary = vocabulary
    self.hidden = hidden
    self.layers = layers
    self.heads = heads
    self.keyValueHeads = keyValueHeads
    self.headDim = headDim
    self.intermediate = intermediate
    self.tied = tied
    self.rmsEpsilon = rmsEpsilon
    self.ropeTheta = ropeTheta
    self.maxPositions = maxPositions
    self.initializerRange = initializerRange
    self.bosToken = bosToken
    self.eosToken = eosToken
    self.scoreHead = scoreHead
  }

  /// Width of the fused query, key and value projection.
  public var queryKeyValueWidth: Int { (heads + 2 * keyValueHeads) * headDim }
  /// Width of the attention's output.
  public var attentionWidth: Int { heads * headDim }
  /// Whether log-probabilities can be asked for.
  public var hasLanguageHead: Bool { tied || !scoreHead }

  /// Refuses sizes that no model can have, and products that would overflow, before anything is allocated.
  public func validate() throws(ModelError) {
    let sizes: [(String, Int, ClosedRange<Int>)] = [
      ("vocab_size", vocabulary, 1...(1 << 24)), ("hidden_size", hidden, 1...(1 << 17)),
      ("num_hidden_layers", layers, 1...4096), ("num_attention_heads", heads, 1...4096),
      ("num_key_value_heads", keyValueHeads, 1...4096), ("head_dim", headDim, 2...4096),
      ("intermediate_size", intermediate, 1...(1 << 20)),
      ("max_position_embeddings", maxPositions, 1...(1 << 24)),
    ]
    for (name, value, range) in sizes where !range.contains(value) {
      throw ModelError("config: \(name)", "\(value) is outside \(range.lowerBound)...\(range.upperBound)")
    }
    if heads % keyValueHeads != 0 {
      throw ModelError("config: num_key_value_heads", "\(keyValueHeads) does not divide \(heads) heads")
    }
    if headDim % 2 != 0 { throw ModelError("config: head_dim", "\(headDim) is odd") }
    if heads * headDim > 1 << 20 {
      throw ModelError("config: num_attention_heads", "\(heads) heads of \(headDim) are too wide")
    }
    for (name, value) in [("rms_norm_eps", rmsEpsilon), ("rope_theta", ropeTheta)]
    where !(value > 0 && value.isFinite) {
      throw ModelError("config: \(name)", "\(value) is not a positive number")
    }
    if !(initializerRange >= 0 && initializerRange.isFinite) {
      throw ModelError("config: initializer_range", "\(initializerRange) is not a standard deviation")
    }
  }
}

extension ModelConfig {
  /// About 0.8 million parameters besides the embedding: learns a small task on two cores in minutes.
  public static func tiny(vocabulary: Int) -> ModelConfig {
    ModelConfig(
      vocabulary: vocabulary, hidden: 128, layers: 4, heads: 4, keyValueHeads: 4, headDim: 32,
      intermediate: 352,
      tied: true)
  }

  /// About 7.9 million parameters besides the embedding; 16 million with a vocabulary of 32,000.
  public static func small(vocabulary: Int) -> ModelConfig {
    ModelConfig(
      vocabulary: vocabulary, hidden: 256, layers: 8, heads: 8, keyValueHeads: 4, headDim: 32,
      intermediate: 1024,
      tied: true)
  }

  /// About 85 million parameters besides the embedding.
  public static func medium(vocabulary: Int) -> ModelConfig {
    ModelConfig(
      vocabulary: vocabulary, hidden: 768, layers: 12, heads: 12, keyValueHeads: 12, headDim: 64,
      intermediate: 2048, tied: true)
  }
}
