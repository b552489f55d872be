/// Supervised fine-tuning: the mean of -log p over every response token of the batch.
///
/// The denominator is the batch's token count, not the mean of per-sequence or per-micro-batch means, so a long response
/// weighs as much as its tokens and cutting the batch differently changes nothing.
public struct SupervisedFineTuning: Objective {
  public let name = "sft"
  public let needs = ObjectiveNeeds(logProbabilities: true, reference: false, scores: false, pairs: false)

  public init() {}

  public func evaluate(_ input: ObjectiveInput) throws(ObjectiveError) -> ObjectiveOutput {
    try input.check(needs)
    let tokens = Double(max(input.totals.tokens, 1))
    var sum = 0.0
    for logp in input.logProbabilities { sum -= Double(logp) }
    var output = ObjectiveOutput(loss: sum / tokens)
    output.logProbabilityGradients = [Float](
      repeating: Float(-1 / tokens), count: input.logProbabilities.count)
    let count = Double(input.logProbabilities.count)
    if count > 0 { output.metrics.add("loss", sum / count, weight: count) }
    return output
  }
}
