/// A reward model by maximum likelihood of the Bradley–Terry model:
///
///     loss = mean over pairs of  -log s(r_w - r_l) + regularisation * (r_w^2 + r_l^2) / 2
///
/// Only differences of rewards are observed; the second term holds their level near zero. (TRL's
/// `center_rewards_coefficient` squares the sum r_w + r_l instead, which leaves opposite rewards unbounded.)
public struct BradleyTerry: Objective {
  public let name = "reward"
  public let needs = ObjectiveNeeds(logProbabilities: false, reference: false, scores: true, pairs: true)
  public var regularisation: Double

  public init(regularisation: Double = 0) { self.regularisation = regularisation }

  public func evaluate(_ input: ObjectiveInput) throws(ObjectiveError) -> ObjectiveOutput {
    try input.check(needs)
    let batch = Double(max(input.totals.pairs, 1))
    var output = ObjectiveOutput()
    var gradients = [Double](repeating: 0, count: input.sequenceCount)
    for pair in input.pairs {
      let (won, lost) = (Double(input.scores[pair.winner]), Double(input.scores[pair.loser]))
      let margin = won - lost
      let loss = -Logistic.logSigmoid(margin) + regularisation * (won * won + lost * lost) / 2
      let slope = Logistic.sigmoid(-margin)
      gradients[pair.winner] += (regularisation * won - slope) / batch
      gradients[pair.loser] += (regularisation * lost + slope) / batch
      output.loss += loss / batch
      output.metrics.add("loss", loss)
      output.metrics.addRewards(chosen: won, rejected: lost)
    }
    output.scoreGradients = gradients.map { Float($0) }
    return output
  }
}
