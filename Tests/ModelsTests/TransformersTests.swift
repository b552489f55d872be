import Kernels
import Models
import Testing

/// The decoder against transformers' Llama on the same weights.
@Suite struct TransformersTests {
  static let cases = [("llama-tied", Golden.tied), ("llama-separate-odd", Golden.separateOdd)]

  @Test(arguments: cases) func logProbabilitiesAndGradients(_ name: String, _ config: ModelConfig) throws {
    let golden = try Golden(name)
    let parameters = try golden.parameters(config)
    let decoder = try Decoder(
      config: config, parameters: parameters, maxTokens: 32, maxQueries: 32, maxScores: 0, threads: 2)
    try decoder.forward(TreeBatch(sequences: golden.sequences))
    #expect(distance(decoder.logProbabilities, try golden.floats("logps"), floor: 1) < 1e-5)
    try decoder.backward(logProbabilityGradients: golden.floats("coefficients"), scoreGradients: [])
    for tensor in parameters.tensors {
      let expected = try golden.floats("gradient/" + tensor.name)
      #expect(
        distance(parameters.gradients[tensor.range], expected, floor: 1) < 2e-5, "gradient of \(tensor.name)")
    }
  }

  /// Every logit, up to the constant that log-softmax removes: all targets of every row are asked for.
  @Test(arguments: cases) func everyLogit(_ name: String, _ config: ModelConfig) throws {
    let golden = try Golden(name)
    var batch = TreeBatch(sequences: try golden.sequences)
    let rows = batch.tokens.count
    batch.queryRows = (0..<rows * config.vocabulary).map { Int32($0 / config.vocabulary) }
    batch.queryTargets = (0..<rows * config.vocabulary).map { Int32($0 % config.vocabulary) }
    let decoder = try Decoder(
      config: config, parameters: try golden.parameters(config), maxTokens: rows,
      maxQueries: rows * config.vocabulary, maxScores: 0, threads: 1, training: false)
    try decoder.forward(batch)
    let logits = try golden.floats("logits")
    for row in 0..<rows {
      let mine = decoder.logProbabilities[row * config.vocabulary..<(row + 1) * config.vocabulary]
      let theirs = logits[row * config.vocabulary..<(row + 1) * config.vocabulary]
      let shift = zip(mine, theirs).map { $0 - $1 }
      #expect((shift.max() ?? 1) - (shift.min() ?? 0) < 1e-4, "row \(row)")
    }
  }

  @Test func rewardModel() throws {
    let golden = try Golden("llama-reward")
    let parameters = try golden.parameters(Golden.reward)
    let decoder = try Decoder(
      config: Golden.reward, parameters: parameters, maxTokens: 32, maxQueries: 0, maxScores: 8, threads: 2)
    var batch = TreeBatch(sequences: try golden.sequences)
    batch.queryRows = []
    batch.queryTargets = []
    batch.scoreRows = batch.segments.map { Int32($0.start + $0.count - 1) }
    try decoder.forward(batch)
    #expect(distance(decoder.scores, try golden.floats("scores"), floor: 1) < 1e-5)
    try decoder.backward(logProbabilityGradients: [], scoreGradients: golden.floats("coefficients"))
    for tensor in parameters.tensors {
      let expected = try golden.floats("gradient/" + tensor.name)
      #expect(
        distance(parameters.gradients[tensor.range], expected, floor: 1) < 2e-5, "gradient of \(tensor.name)")
    }
  }

  @Test(arguments: cases) func tenAdamWSteps(_ name: String, _ config: ModelConfig) throws {
    let golden = try Golden(name)
    let parameters = try golden.parameters(config)
    let decoder = try Decoder(
      config: config, parameters: parameters, maxTokens: 32, maxQueries: 32, maxScores: 0, threads: 1)
    let batch = TreeBatch(sequences: try golden.sequences)
    let optimizer = AdamW(beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1)
    let share = 1 / Float(batch.queryRows.count)
    for (step, expected) in try golden.floats("losses").enumerated() {
      parameters.gradients.update(repeating: 0)
      try decoder.forward(batch)
      let loss = -decoder.logProbabilities.reduce(0, +) * share
      #expect(abs(loss - expected) < 1e-5 * max(1, expected), "step \(step)")
      try decoder.backward(
        logProbabilityGradients: [Float](repeating: -share, count: batch.queryRows.count), scoreGradients: [])
      for tensor in parameters.tensors {
        optimizer.step(
          step + 1, learningRate: 1e-2, decays: tensor.decays, range: tensor.range, values: parameters.values,
          gradients: parameters.gradients, firstMoments: parameters.firstMoments,
          secondMoments: parameters.secondMoments)
      }
    }
  }
}
