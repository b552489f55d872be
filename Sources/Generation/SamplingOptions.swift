/// How responses are drawn.
public struct SamplingOptions: Sendable, Equatable {
  /// Logits are divided by it; 0 takes the most probable token every time.
  public var temperature: Double
  /// Keep this many of the most probable tokens; 0 keeps all.
  public var topK: Int
  /// Keep the fewest most probable tokens whose probabilities sum to at least this; 1 keeps all.
  public var topP: Double
  /// Tokens of a response at most, its end included.
  public var maxTokens: Int
  public var seed: UInt64
  /// Responses to each prompt.
  public var candidates: Int

  /// - Precondition: `temperature >= 0`, `topK >= 0`, `0 < topP <= 1`, `maxTokens >= 1`, `candidates >= 1`.
  public init(
    temperature: Double = 1, topK: Int = 0, topP: Double = 1, maxTokens: Int = 512, seed: UInt64 = 0,
    candidates: Int = 1
  ) {
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    self.maxTokens = maxTokens
    self.seed = seed
    self.candidates = candidates
  }

  /// The facts that a candidate carries.
  var facts: [String: String] {
    var facts = ["temperature": "\(temperature)", "max_tokens": "\(maxTokens)"]
    // Nothing else plays a part when the most probable token is taken.
    guard temperature > 0 else { return facts }
    facts["top_k"] = "\(topK)"
    facts["top_p"] = "\(topP)"
    facts["seed"] = "\(seed)"
    return facts
  }
}
