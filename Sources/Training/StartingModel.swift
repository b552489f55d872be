import Models

/// The model a run starts from.
public enum StartingModel {
  /// Weights for `config`: those of `folder` where a tensor has the same name and shape, the rest new from `seed`.
  ///
  /// A score head on a causal model is new this way; every other tensor must be found.
  public static func fromFolder(_ folder: String, scoreHead: Bool, seed: UInt64) throws -> (
    config: ModelConfig, parameters: ParameterArena
  ) {
    let loaded = try ModelFolder.load(folder)
    if loaded.config.scoreHead == scoreHead { return loaded }
    guard scoreHead else {
      throw TrainingError(
        "\(folder): is a reward model and has no language-model head: give a causal model for this objective")
    }
    var config = loaded.config
    config.scoreHead = true
    let parameters = try ParameterArena(config: config, seed: seed)
    for tensor in parameters.tensors where tensor.name != "score.weight" {
      guard let source = loaded.parameters.tensor(tensor.name), source.shape == tensor.shape else {
        throw TrainingError("\(folder): has no tensor \(tensor.name) of shape \(tensor.shape)")
      }
      let values = UnsafeMutableBufferPointer(rebasing: parameters.values[tensor.range])
      _ = values.update(fromContentsOf: loaded.parameters.values[source.range])
    }
    return (config, parameters)
  }

  /// A second arena with the same values, which training leaves alone.
  public static func frozenCopy(of parameters: ParameterArena, _ config: ModelConfig) throws -> ParameterArena
  {
    let copy = try ParameterArena(zeros: config)
    _ = copy.values.update(fromContentsOf: parameters.values)
    return copy
  }
}
