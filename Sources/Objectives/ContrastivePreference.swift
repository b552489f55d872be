/// Contrastive preference optimisation (Xu et al. 2024, equation 5): DPO's loss with a uniform reference, held up by the
/// likelihood of the chosen response:
///
///     loss = mean over pairs of  -log s(beta * (log p_w - log p_l))  +  alpha * (-log p_w / |y_w|)
///
/// It needs neither a reference model nor a trained start, so a model can learn from preferences alone. The likelihood
/// term is averaged within each response and then over pairs, so that every pair weighs the same; TRL's CPO averages
/// it over all tokens of the batch instead, which lets long responses drown short ones.
public struct ContrastivePreference: Objective {
  public let name = "cpo"
  public let needs = ObjectiveNeeds(logProbabilities: true, reference: false, scores: false, pairs: true)
  /// Scale of the margin.
  public var beta: Double
  /// Weight of the chosen response's likelihood; TRL's default is 1.
  public var alpha: Double

  public init(beta: Double = 0.1, alpha: Double = 1) {
    self.beta = beta
    self.alpha = alpha
  }

  public func evaluate(_ input: ObjectiveInput) throws(ObjectiveError) -> ObjectiveOutput {
    try input.check(needs)
    let batch = Double(max(input.totals.pairs, 1))
    let policy = (0..<input.sequenceCount).map { input.sum(input.logProbabilities, $0) }
    var output = ObjectiveOutput()
    var coefficients = [Double](repeating: 0, count: policy.count)
    for pair in input.pairs {
      let length = Double(max(1, input.offsets[pair.winner + 1] - input.offsets[pair.winner]))
      let margin = beta * (policy[pair.winner] - policy[pair.loser])
      let nll = -policy[pair.winner] / length
      let loss = -Logistic.logSigmoid(margin) + alpha * nll
      let slope = beta * Logistic.sigmoid(-margin) / batch
      coefficients[pair.winner] -= slope + alpha / length / batch
      coefficients[pair.loser] += slope
      output.loss += loss / batch
      output.metrics.add("loss", loss)
      output.metrics.add("nll_loss", nll)
      output.metrics.add("logps/chosen", policy[pair.winner])
      output.metrics.add("logps/rejected", policy[pair.loser])
      output.metrics.addRewards(chosen: beta * policy[pair.winner], rejected: beta * policy[pair.loser])
    }
    output.logProbabilityGradients = input.spread(coefficients)
    return output
  }
}
