import JSON

/// config.json of `LlamaForCausalLM` and `LlamaForSequenceClassification`.
extension ModelConfig {
  /// As transformers reads it.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      (
        "architectures",
        .array([.string(scoreHead ? "LlamaForSequenceClassification" : "LlamaForCausalLM")])
      ),
      ("attention_bias", false), ("attention_dropout", 0.0), ("bos_token_id", JSONValue(bosToken)),
      ("dtype", "float32"), ("eos_token_id", JSONValue(eosToken)), ("head_dim", JSONValue(headDim)),
      ("hidden_act", "silu"), ("hidden_size", JSONValue(hidden)),
      ("initializer_range", .double(decimal(initializerRange))),
      ("intermediate_size", JSONValue(intermediate)),
      ("max_position_embeddings", JSONValue(maxPositions)), ("mlp_bias", false), ("model_type", "llama"),
      ("num_attention_heads", JSONValue(heads)), ("num_hidden_layers", JSONValue(layers)),
      ("num_key_value_heads", JSONValue(keyValueHeads)), ("pad_token_id", JSONValue(eosToken)),
      ("rms_norm_eps", .double(decimal(rmsEpsilon))), ("rope_theta", .double(decimal(ropeTheta))),
      ("tie_word_embeddings", .bool(tied)), ("torch_dtype", "float32"), ("use_cache", true),
      ("vocab_size", JSONValue(vocabulary)),
    ]
    if scoreHead {
      members.append(("id2label", .object(JSONObject([("0", .string("LABEL_0"))]))))
      members.append(("label2id", .object(JSONObject([("LABEL_0", .integer(0))]))))
    }
    return .object(JSONObject(members))
  }

  /// 1e-5 as 0.00001, not as the nearest single-precision number's sixteen digits.
  private func decimal(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }

  /// Reads config.json; refuses what this decoder would compute differently.
  public init(json: JSONValue, file: String = "config.json") throws(ModelError) {
    func integer(_ key: String, _ fallback: Int? = nil) throws(ModelError) -> Int {
      if let value = json[key], !value.isNull {
        // A list of end tokens: the first one.
        guard let number = value.intValue ?? value.arrayValue?.first?.intValue else {
          throw ModelError("\(file): \(key)", "is not an integer")
        }
        return number
      }
      guard let fallback else { throw ModelError("\(file): \(key)", "is missing") }
      return fallback
    }
    func number(_ value: JSONValue?, _ key: String, _ fallback: Double) throws(ModelError) -> Float {
      guard let value, !value.isNull else { return Float(fallback) }
      guard let number = value.doubleValue ?? value.intValue.map(Double.init) else {
        throw ModelError("\(file): \(key)", "is not a number")
      }
      return Float(number)
    }
    let type = json["model_type"]?.stringValue ?? ""
    guard type == "llama" else {
      throw ModelError("\(file): model_type", "\"\(type)\" is not read; llama is")
    }
    for key in ["attention_bias", "mlp_bias"] where json[key]?.boolValue == true {
      throw ModelError("\(file): \(key)", "biases are not supported")
    }
    if let activation = json["hidden_act"]?.stringValue, activation != "silu" {
      throw ModelError("\(file): hidden_act", "\"\(activation)\" is not supported; silu is")
    }
    // transformers 5 keeps theta under rope_parameters, transformers 4 beside the rest.
    let rope = json["rope_parameters"] ?? json["rope_scaling"] ?? .null
    if let kind = rope["rope_type"]?.stringValue ?? rope["type"]?.stringValue, kind != "default" {
      throw ModelError(
        "\(file): rope_parameters", "\"\(kind)\" positions are not supported; default ones are")
    }
    let heads = try integer("num_attention_heads")
    let hidden = try integer("hidden_size")
    let architecture = json["architectures"]?.arrayValue?.first?.stringValue ?? "LlamaForCausalLM"
    guard ["LlamaForCausalLM", "LlamaForSequenceClassification"].contains(architecture) else {
      throw ModelError("\(file): architectures", "\(architecture) is not supported")
    }
    self.init(
      vocabulary: try integer("vocab_size"), hidden: hidden, layers: try integer("num_hidden_layers"),
      heads: heads, keyValueHeads: try integer("num_key_value_heads", heads),
      headDim: try integer("head_dim", hidden / max(1, heads)),
      intermediate: try integer("intermediate_size"), tied: json["tie_word_embeddings"]?.boolValue ?? false,
      rmsEpsilon: try number(json["rms_norm_eps"], "rms_norm_eps", 1e-6),
      ropeTheta: try number(rope["rope_theta"] ?? json["rope_theta"], "rope_theta", 10_000),
      maxPositions: try integer("max_position_embeddings", 2048),
      initializerRange: try number(json["initializer_range"], "initializer_range", 0.02),
      bosToken: try integer("bos_token_id", 1), eosToken: try integer("eos_token_id", 2),
      scoreHead: architecture == "LlamaForSequenceClassification")
    try validate()
  }
}
