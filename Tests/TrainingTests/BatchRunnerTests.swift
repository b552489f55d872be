import Kernels
import Models
import Objectives
import TokenTrees
import Testing
import Training

private let config = ModelConfig(
  vocabulary: ToyGroups.vocabulary, hidden: 32, layers: 2, heads: 4, keyValueHeads: 2, headDim: 8,
  intermediate: 48, tied: true)

private func trajectory(
  _ objective: any Objective, steps: Int, microBatchTokens: Int, threads: Int, recompute: Bool = false,
  rate: Double = 3e-3
) throws -> (losses: [Double], accuracy: Double, weights: [Float]) {
  var config = config
  config.scoreHead = objective.needs.scores
  let parameters = try ParameterArena(config: config, seed: 5)
  let frozen = try StartingModel.frozenCopy(of: parameters, config)
  let runner = try BatchRunner(
    config: config, parameters: parameters, objective: objective,
    reference: objective.needs.reference ? .live(frozen) : .none, microBatchTokens: microBatchTokens,
    threads: threads, recompute: recompute)
  let feed = try DataFeed(
    source: MemoryGroups(ToyGroups.make(64)), needs: objective.needs,
    options: .init(seed: 2, epochs: nil, held: true))
  let optimizer = Optimizer(adam: AdamW(weightDecay: 0.01), clip: 1)
  var losses: [Double] = []
  var accuracy = 0.0
  for step in 1...steps {
    let batch = try #require(try feed.nextBatch(size: 16))
    let result = try runner.run(batch, backward: true)
    _ = optimizer.apply(step: step, learningRate: rate, to: parameters)
    losses.append(result.loss)
    accuracy = result.metrics.mean("rewards/accuracies") ?? 0
  }
  return (losses, accuracy, Array(parameters.values))
}

@Suite struct BatchRunnerTests {
  static let objectives: [any Objective] = [
    SupervisedFineTuning(), DirectPreference(), ContrastivePreference(), BradleyTerry(regularisation: 0.01),
  ]

  @Test(arguments: 0..<4) func cutsThreadsAndRecomputingDoNotChangeTheRun(_ index: Int) throws {
    let objective = Self.objectives[index]
    let base = try trajectory(objective, steps: 8, microBatchTokens: 512, threads: 1)
    let threaded = try trajectory(objective, steps: 8, microBatchTokens: 512, threads: 3)
    #expect(base.losses == threaded.losses && base.weights == threaded.weights)
    for other in [
      try trajectory(objective, steps: 8, microBatchTokens: 24, threads: 1),
      try trajectory(objective, steps: 8, microBatchTokens: 64, threads: 2, recompute: true),
    ] {
      for (a, b) in zip(base.losses, other.losses) { #expect(abs(a - b) < 2e-6) }
    }
  }

  @Test func dpoStartsAtLogTwo() throws {
    let run = try trajectory(DirectPreference(), steps: 1, microBatchTokens: 64, threads: 2)
    #expect(Float(run.losses[0]) == 0.6931472 && run.accuracy == 0)
  }

  @Test(arguments: 1..<4) func aToySetIsLearnedCompletely(_ index: Int) throws {
    let run = try trajectory(
      Self.objectives[index], steps: 120, microBatchTokens: 512, threads: 2, rate: 1e-2)
    #expect(run.accuracy == 1, "\(Self.objectives[index].name): \(run.losses.suffix(3))")
  }

  @Test func aGroupThatIsTooLongIsNamed() throws {
    #expect(throws: TrainingError.self) {
      try trajectory(SupervisedFineTuning(), steps: 1, microBatchTokens: 4, threads: 1)
    }
  }

  @Test func thePlanIsWhatIsAllocated() throws {
    let parameters = try ParameterArena(config: config, seed: 5)
    let runner = try BatchRunner(
      config: config, parameters: parameters, objective: SupervisedFineTuning(), reference: .none,
      microBatchTokens: 256, threads: 2)
    _ = (parameters.gradients, parameters.firstMoments)
    let plan = try MemoryPlan(
      config: config, maxTokens: 256, maxQueries: 256, maxScores: 0, threads: 2)
    let held = parameters.allocatedBytes
    #expect(
      [plan.parameters, plan.gradients, plan.moments] == [held.values, held.gradients, held.moments])
    #expect(plan.activations + plan.headTiles + plan.scratch == runner.decoder.allocatedBytes)
  }
}
