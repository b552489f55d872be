import Foundation
import Models

/// A file of values that torch and transformers computed (tools/golden/models.py).
struct Golden {
  let file: SafetensorsFile

  init(_ name: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    file = try SafetensorsFile(path: root.path + "/fixtures/golden/\(name).safetensors")
  }

  func floats(_ name: String) throws -> [Float] { try file.floats(name) }

  var sequences: [[Int32]] {
    get throws {
      let tokens = try floats("tokens").map { Int32($0) }
      var first = 0
      return try floats("lengths").map { length in
        defer { first += Int(length) }
        return Array(tokens[first..<first + Int(length)])
      }
    }
  }

  func parameters(_ config: ModelConfig) throws -> ParameterArena {
    let parameters = try ParameterArena(zeros: config)
    for tensor in parameters.tensors {
      let values = try floats("weight/" + tensor.name)
      for (i, value) in values.enumerated() { parameters.values[tensor.offset + i] = value }
    }
    return parameters
  }

  static let tied = ModelConfig(
    vocabulary: 37, hidden: 16, layers: 2, heads: 4, keyValueHeads: 2, headDim: 4, intermediate: 24,
    tied: true,
    maxPositions: 64)
  static let separateOdd = ModelConfig(
    vocabulary: 29, hidden: 15, layers: 3, heads: 3, keyValueHeads: 3, headDim: 6, intermediate: 19,
    tied: false,
    maxPositions: 64)
  static let reward: ModelConfig = {
    var config = tied
    config.tied = false
    config.scoreHead = true
    return config
  }()
}

extension TreeBatch {
  /// Independent sequences side by side, every token but the first a query.
  init(sequences: [[Int32]]) {
    self.init()
    for sequence in sequences {
      let start = tokens.count
      let one = TreeBatch(sequence: sequence)
      tokens += one.tokens
      positions += one.positions
      segments.append(Segment(start: start, count: sequence.count, parent: -1))
      queryRows += one.queryRows.map { $0 + Int32(start) }
      queryTargets += one.queryTargets
    }
  }
}

/// Largest |a − b| / (|b| + floor).
func distance(_ a: some Collection<Float>, _ b: some Collection<Float>, floor: Float) -> Float {
  precondition(a.count == b.count)
  return zip(a, b).map { abs($0 - $1) / (abs($1) + floor) }.max() ?? 0
}
