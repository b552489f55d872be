import ByteStreams
import JSON

/// A folder that transformers reads and writes: config.json, generation_config.json, model.safetensors.
public enum ModelFolder {
  /// Writes the folder's files, each whole or not at all, the weights last: a folder with weights is complete.
  public static func save(config: ModelConfig, parameters: ParameterArena, to folder: String) throws {
    guard parameters.tensors == ParameterArena.layout(config) else {
      throw ModelError(folder, "the parameters are those of another configuration")
    }
    try Files.makeFolder(folder)
    let style = JSONValue.Style(indent: 2)
    try Files.write(config.json.serialised(style) + [0x0A], to: folder + "/config.json")
    if !config.scoreHead {
      let generation = JSONValue.object(
        JSONObject([
          ("bos_token_id", JSONValue(config.bosToken)), ("eos_token_id", JSONValue(config.eosToken)),
          ("pad_token_id", JSONValue(config.eosToken)),
        ]))
      try Files.write(generation.serialised(style) + [0x0A], to: folder + "/generation_config.json")
    }
    let tensors = parameters.tensors.map { tensor in
      (
        name: tensor.name, shape: tensor.shape,
        values: UnsafeBufferPointer(rebasing: UnsafeBufferPointer(parameters.values)[tensor.range])
      )
    }
    try Safetensors.write(tensors, to: folder + "/model.safetensors")
  }

  /// Reads a folder that `save` or transformers wrote, weights in one file.
  ///
  /// Every tensor must be there with its shape; tensors that the model has no place for are an error too, but for a
  /// copy of the tied head.
  public static func load(_ folder: String) throws -> (config: ModelConfig, parameters: ParameterArena) {
    let configFile = folder + "/config.json"
    let json: JSONValue
    do {
      json = try JSONValue(parsing: try Files.read(configFile, limit: 1 << 24))
    } catch let error as JSONError {
      throw ModelError(configFile, "\(error)")
    }
    let config = try ModelConfig(json: json, file: configFile)
    let file = try SafetensorsFile(path: folder + "/model.safetensors")
    try check(file, ParameterArena.layout(config), config)
    let parameters = try ParameterArena(zeros: config)
    for tensor in parameters.tensors {
      guard let entry = file.entry(tensor.name) else { continue }
      try file.read(entry, into: UnsafeMutableBufferPointer(rebasing: parameters.values[tensor.range]))
    }
    return (config, parameters)
  }

  /// Compares the file with what the configuration asks for, before memory is taken for it.
  private static func check(_ file: SafetensorsFile, _ layout: [ParameterTensor], _ config: ModelConfig)
    throws
  {
    for tensor in layout {
      guard let entry = file.entry(tensor.name) else {
        throw ModelError("\(file.path): tensor \(tensor.name)", "is missing, config.json asks for it")
      }
      guard entry.shape == tensor.shape else {
        throw ModelError(
          "\(file.path): tensor \(tensor.name)",
          "has shape \(entry.shape), config.json asks for \(tensor.shape)")
      }
    }
    for entry in file.entries where !layout.contains(where: { $0.name == entry.name }) {
      if config.tied && entry.name == "lm_head.weight" { continue }
      throw ModelError("\(file.path): tensor \(entry.name)", "the model of config.json has no place for it")
    }
  }

  /// SHA-256 over all weights in the arena's order: names the model wherever its log-probabilities are stored.
  public static func digest(_ parameters: ParameterArena) -> Digest {
    SHA256.hash(UnsafeRawBufferPointer(parameters.values))
  }
}
