import ArgumentParser
import Training

extension LearningRate.Shape: ExpressibleByArgument {}

/// How the run learns.
struct RunOptions: ParsableArguments {
  enum ObjectiveName: String, ExpressibleByArgument, CaseIterable { case sft, dpo, cpo, reward }
  enum ReferenceName: String, ExpressibleByArgument, CaseIterable { case stored, initial, foreign }

  @Option(help: "What is learned: \(ObjectiveName.allCases.map(\.rawValue).joined(separator: ", ")).")
  var objective: ObjectiveName
  @Option(
    help: """
      Where dpo's reference log-probabilities come from: stored (a column that aa-eval logprobs wrote with the \
      starting weights), initial (the starting weights, run beside the policy), foreign (a column of any model).
      """)
  var reference = ReferenceName.stored
  @Option(help: "Strength of dpo's and cpo's margin.")
  var beta = 0.1
  @Option(
    help: "reward: weight of the mean squared reward; cpo: weight of the chosen response's likelihood (1).")
  var regularisation: Double?
  @Option(help: "Peak learning rate (default: 1e-3 for a new model, 1e-5 with --model).")
  var lr: Double?
  @Option(help: "AdamW's two decay rates.")
  var betas = "0.9,0.999"
  @Option(help: "AdamW's epsilon.")
  var epsilon = 1e-8
  @Option(help: "Decoupled weight decay of matrices; norms never decay.")
  var weightDecay = 0.0
  @Option(help: "Steps over which the learning rate rises.")
  var warmup = 0
  @Option(help: "After the warm-up: cosine or linear to zero at the last step, or constant.")
  var schedule = LearningRate.Shape.cosine
  @Option(help: "Stop after this many steps, reading the files again as often as needed.")
  var steps: Int?
  @Option(
    help: "How often the data are read (default 1). Standard input is kept in memory for more than one.")
  var epochs: Int?
  @Option(help: "Pairs in a step (records, for sft).")
  var batch = 32
  @Option(help: "Largest norm of a step's gradient; 0 for none.")
  var clip = 1.0
  @Option(help: "Seed of new weights and of the order of records.")
  var seed: UInt64 = 0

  func validate() throws {
    if batch < 1 { throw ValidationError("--batch must be at least 1") }
    if let steps, steps < 1 { throw ValidationError("--steps must be at least 1") }
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1") }
    if warmup < 0 { throw ValidationError("--warmup must not be negative") }
    if !(clip >= 0) { throw ValidationError("--clip must not be negative") }
    if let lr, !(lr > 0 && lr.isFinite) { throw ValidationError("--lr must be positive") }
    if !(beta > 0 && beta.isFinite) { throw ValidationError("--beta must be positive") }
    _ = try adamBetas()
  }

  func adamBetas() throws -> (Float, Float) {
    let parts = betas.split(separator: ",").map { Float($0) }
    guard parts.count == 2, let first = parts[0], let second = parts[1], (0..<1).contains(first),
      (0..<1).contains(second)
    else { throw ValidationError("--betas must be two numbers below 1, such as 0.9,0.95") }
    return (first, second)
  }
}
