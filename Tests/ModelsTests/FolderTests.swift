import Foundation
import JSON
import Models
import Testing

@Suite struct FolderTests {
  private func inTemporaryFolder(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.path + "/aa-models-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  @Test(arguments: [Golden.tied, Golden.separateOdd, Golden.reward])
  func whatIsSavedIsLoaded(_ config: ModelConfig) throws {
    try inTemporaryFolder { folder in
      let parameters = try ParameterArena(config: config, seed: 3)
      try ModelFolder.save(config: config, parameters: parameters, to: folder)
      let loaded = try ModelFolder.load(folder)
      #expect(loaded.config == config)
      #expect(ModelFolder.digest(loaded.parameters) == ModelFolder.digest(parameters))
      let first = try Data(contentsOf: URL(fileURLWithPath: folder + "/model.safetensors"))
      try ModelFolder.save(config: config, parameters: loaded.parameters, to: folder)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/model.safetensors")) == first)
    }
  }

  @Test func seedsDecideTheNumbers() throws {
    let one = ModelFolder.digest(try ParameterArena(config: Golden.tied, seed: 1))
    #expect(one == ModelFolder.digest(try ParameterArena(config: Golden.tied, seed: 1)))
    #expect(one != ModelFolder.digest(try ParameterArena(config: Golden.tied, seed: 2)))
  }

  private static func file(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
    let bytes = Array(header.utf8)
    let n = length ?? UInt64(bytes.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: n >> (8 * $0)) } + bytes
      + [UInt8](repeating: 0, count: data)
  }

  private static func tensor(_ name: String, _ shape: String, _ from: Int, _ to: Int, _ type: String = "F32")
    -> String
  {
    "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(from),\(to)]}"
  }

  @Test func hostileFilesAreRefused() throws {
    let t = Self.tensor
    let good = Self.file("{" + t("a", "[2]", 0, 8, "F32") + "}", data: 8)
    let bad: [(String, [UInt8])] = [
      ("empty", []), ("seven bytes", [1, 0, 0, 0, 0, 0, 0]), ("no header", Self.file("", data: 0)),
      ("header longer than file", Self.file("{}", data: 0, length: 3)),
      ("header of 2^63", Self.file("{}", data: 0, length: 1 << 63)),
      ("not JSON", Self.file("{,}", data: 0)), ("array", Self.file("[]", data: 0)),
      (
        "hole",
        Self.file("{" + t("a", "[2]", 0, 8, "F32") + "," + t("b", "[1]", 12, 16, "F32") + "}", data: 16)
      ),
      (
        "overlap",
        Self.file("{" + t("a", "[2]", 0, 8, "F32") + "," + t("b", "[1]", 4, 8, "F32") + "}", data: 8)
      ),
      ("trailing bytes", Self.file("{" + t("a", "[2]", 0, 8, "F32") + "}", data: 9)),
      ("cut", Self.file("{" + t("a", "[2]", 0, 8, "F32") + "}", data: 7)),
      ("size and shape differ", Self.file("{" + t("a", "[3]", 0, 8, "F32") + "}", data: 8)),
      ("negative shape", Self.file("{" + t("a", "[-2,-1]", 0, 8, "F32") + "}", data: 8)),
      ("overflow", Self.file("{" + t("a", "[4294967296,4294967296]", 0, 8, "F32") + "}", data: 8)),
      ("backwards", Self.file("{" + t("a", "[0]", 8, 0, "F32") + "}", data: 8)),
      ("unknown type", Self.file("{" + t("a", "[1]", 0, 8, "I64") + "}", data: 8)),
      (
        "twice", Self.file("{" + t("a", "[1]", 0, 4, "F32") + "," + t("a", "[1]", 4, 8, "F32") + "}", data: 8)
      ),
      ("no offsets", Self.file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", data: 4)),
    ]
    try inTemporaryFolder { folder in
      let path = folder + "/x.safetensors"
      try Data(good).write(to: URL(fileURLWithPath: path))
      #expect(try SafetensorsFile(path: path).floats("a") == [0, 0])
      for (name, bytes) in bad {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: ModelError.self, "\(name)") { _ = try SafetensorsFile(path: path) }
      }
    }
  }

  @Test func halvesAreWidened() throws {
    // 1.5, -2 and the smallest subnormal half.
    let halves: [UInt16] = [0x3E00, 0xC000, 0x0001]
    let brains: [UInt16] = [0x3FC0, 0xC000, 0x7F80]
    var bytes = Self.file(
      "{" + Self.tensor("h", "[3]", 0, 6, "F16") + "," + Self.tensor("b", "[3]", 6, 12, "BF16") + "}", data: 0
    )
    for half in halves + brains { bytes += [UInt8(truncatingIfNeeded: half), UInt8(half >> 8)] }
    try inTemporaryFolder { folder in
      try Data(bytes).write(to: URL(fileURLWithPath: folder + "/x"))
      let file = try SafetensorsFile(path: folder + "/x")
      #expect(try file.floats("h") == [1.5, -2, 0x1p-24])
      #expect(try file.floats("b") == [1.5, -2, .infinity])
    }
  }

  @Test func configurationsThatDifferAreRefused() throws {
    guard let good = Golden.tied.json.objectValue else {
      Issue.record("config.json is not an object")
      return
    }
    #expect(try ModelConfig(json: .object(good)) == Golden.tied)
    let changes: [(String, JSONValue)] = [
      ("model_type", "qwen2"), ("hidden_act", "gelu"), ("attention_bias", true), ("vocab_size", 0),
      ("vocab_size", "many"), ("num_key_value_heads", 3), ("head_dim", 5), ("hidden_size", -1),
      ("num_hidden_layers", 1_000_000_000_000), ("rms_norm_eps", 0),
      ("architectures", ["LlamaForQuestionAnswering"]),
      ("rope_parameters", ["rope_type": "llama3"]),
    ]
    for (key, value) in changes {
      var members = good
      members[key] = value
      #expect(throws: ModelError.self, "\(key)") { _ = try ModelConfig(json: .object(members)) }
    }
  }
}
