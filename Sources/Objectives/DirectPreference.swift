/// Direct preference optimisation in its sigmoid form (Rafailov et al. 2023, equation 7):
///
///     loss = -mean over pairs of log s(D),  D = beta * ((log p_w - log ref_w) - (log p_l - log ref_l))
///
/// where each log p is a sum over the response's tokens. Equals TRL's `loss_type="sigmoid"` (no label smoothing).
public struct DirectPreference: Objective {
  public let name = "dpo"
  public let needs = ObjectiveNeeds(logProbabilities: true, reference: true, scores: false, pairs: true)
  /// Strength of the pull towards the reference; TRL's default is 0.1.
  public var beta: Double

  public init(beta: Double = 0.1) { self.beta = beta }

  public func evaluate(_ input: ObjectiveInput) throws(ObjectiveError) -> ObjectiveOutput {
    try input.check(needs)
    let batch = Double(max(input.totals.pairs, 1))
    var policy: [Double] = []
    var rewards: [Double] = []
    for i in 0..<input.sequenceCount {
      let logp = input.sum(input.logProbabilities, i)
      policy.append(logp)
      rewards.append(beta * (logp - input.sum(input.reference, i)))
    }
    var output = ObjectiveOutput()
    var coefficients = [Double](repeating: 0, count: rewards.count)
    for pair in input.pairs {
      let margin = rewards[pair.winner] - rewards[pair.loser]
      let loss = -Logistic.logSigmoid(margin)
      // d(-log s(D)) / dD = -s(-D).
      let slope = beta * Logistic.sigmoid(-margin) / batch
      coefficients[pair.winner] -= slope
      coefficients[pair.loser] += slope
      output.loss += loss / batch
      output.metrics.add("loss", loss)
      output.metrics.add("logps/chosen", policy[pair.winner])
      output.metrics.add("logps/rejected", policy[pair.loser])
      output.metrics.addRewards(chosen: rewards[pair.winner], rejected: rewards[pair.loser])
    }
    output.logProbabilityGradients = input.spread(coefficients)
    return output
  }
}

extension ObjectiveInput {
  /// Gives every token of a sequence the sequence's coefficient: d(sum of log p) / d(log p of a token) = 1.
  func spread(_ coefficients: [Double]) -> [Float] {
    var gradients = [Float](repeating: 0, count: offsets.last ?? 0)
    for (i, coefficient) in coefficients.enumerated() {
      for t in offsets[i]..<offsets[i + 1] { gradients[t] = Float(coefficient) }
    }
    return gradients
  }
}

extension MetricSums {
  /// TRL's four reward metrics for one pair; the accuracy is strict, so equal rewards count as wrong.
  mutating func addRewards(chosen: Double, rejected: Double) {
    add("rewards/chosen", chosen)
    add("rewards/rejected", rejected)
    add("rewards/margins", chosen - rejected)
    add("rewards/accuracies", chosen > rejected ? 1 : 0)
  }
}
