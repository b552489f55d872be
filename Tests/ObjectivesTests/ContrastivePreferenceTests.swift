import Objectives
import Testing

@Suite struct ContrastivePreferenceTests {
  private func input(_ logProbabilities: [Float]) -> ObjectiveInput {
    ObjectiveInput(
      offsets: [0, 3, 5, 9, 10], logProbabilities: logProbabilities,
      pairs: [SequencePair(winner: 0, loser: 1), SequencePair(winner: 3, loser: 2)],
      totals: BatchTotals(pairs: 2, sequences: 4, tokens: 10))
  }

  private let point: [Float] = [-0.5, -1.25, -2, -0.75, -3, -0.25, -1, -1.5, -2.5, -4]

  @Test func lossIsTheFormulaByHand() throws {
    let output = try ContrastivePreference(beta: 0.5, alpha: 0.25).evaluate(input(point))
    // Sums: -3.75 over 3 tokens, -3.75, -5.25, -4 over 1 token. Margins: 0 and 0.625.
    let first = 0.6931471805599453 + 0.25 * 1.25
    let second = 0.42870067827651864 + 0.25 * 4
    #expect(abs(output.loss - (first + second) / 2) < 1e-6)
    #expect(output.metrics.mean("rewards/accuracies") == 0.5)
  }

  @Test func gradientsPassFiniteDifferences() throws {
    let objective = ContrastivePreference(beta: 0.3, alpha: 0.7)
    let gradients = try objective.evaluate(input(point)).logProbabilityGradients
    for i in point.indices {
      let h: Float = 1.0 / 128
      var up = point
      up[i] += h
      var down = point
      down[i] -= h
      let numeric =
        try (objective.evaluate(input(up)).loss - objective.evaluate(input(down)).loss) / Double(2 * h)
      #expect(abs(numeric - Double(gradients[i])) < 1e-5, "token \(i)")
    }
  }
}
