import ArgumentParser
import Models

/// Which model the run starts from.
struct ModelOptions: ParsableArguments {
  enum Preset: String, ExpressibleByArgument, CaseIterable { case tiny, small, medium }

  @Option(
    help: "A new model of this size: tiny (0.8 million parameters in its layers), small (7.9), medium (85).")
  var preset: Preset?
  @Option(name: .customLong("model"), help: "Start from this Hugging Face folder instead.")
  var folder: String?
  @Option(help: "Width of the residual stream, instead of the preset's.")
  var hidden: Int?
  @Option(help: "Number of layers, instead of the preset's.")
  var layers: Int?
  @Option(help: "Query heads, instead of the preset's; they share the width.")
  var heads: Int?
  @Option(help: "Key and value heads, instead of the preset's.")
  var kvHeads: Int?
  @Option(help: "Width inside the feed-forward block, instead of the preset's.")
  var intermediate: Int?

  func validate() throws {
    if preset != nil && folder != nil { throw ValidationError("give --preset or --model, not both") }
    if folder != nil, [hidden, layers, heads, kvHeads, intermediate].contains(where: { $0 != nil }) {
      throw ValidationError("--model has its own sizes: --hidden, --layers and the like go with --preset")
    }
    for (name, value) in [
      ("--hidden", hidden), ("--layers", layers), ("--heads", heads), ("--kv-heads", kvHeads),
      ("--intermediate", intermediate),
    ] {
      if let value, value < 1 { throw ValidationError("\(name) must be at least 1") }
    }
  }

  /// The preset with its overrides.
  func config(vocabulary: Int) -> ModelConfig {
    var config: ModelConfig
    switch preset ?? .tiny {
    case .tiny: config = .tiny(vocabulary: vocabulary)
    case .small: config = .small(vocabulary: vocabulary)
    case .medium: config = .medium(vocabulary: vocabulary)
    }
    if let hidden { config.hidden = hidden }
    if let layers { config.layers = layers }
    if let heads {
      config.heads = heads
      config.keyValueHeads = heads
    }
    if let kvHeads { config.keyValueHeads = kvHeads }
    if hidden != nil || heads != nil { config.headDim = max(2, config.hidden / config.heads) }
    if let intermediate { config.intermediate = intermediate }
    return config
  }
}
