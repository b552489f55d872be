import ByteStreams

/// A folder that transformers reads and writes: config.json, model.safetensors.
public enum ModelFolder {
  /// Writes config.json, generation_config.json and model.safetensors into `folder`, each whole or not at all.
  public static func save(config: ModelConfig, parameters: ParameterArena, to folder: String) throws {
  }

  /// Reads a folder that `save` or transformers wrote.
  public static func load(_ folder: String) throws -> (config: ModelConfig, parameters: ParameterArena) {
    throw ModelError(folder, "reading is not available yet")
  }

  /// SHA-256 over all weights in the arena's order: names the model wherever its log-probabilities are stored.
  public static func digest(_ parameters: ParameterArena) -> Digest {
    SHA256.hash(UnsafeRawBufferPointer(parameters.values))
  }
}
