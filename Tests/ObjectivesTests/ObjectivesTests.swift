import Foundation
import Objectives
import Testing

private func input(_ golden: ObjectiveGolden) -> ObjectiveInput {
  var offsets = [0]
  for length in golden.lengths { offsets.append(offsets[offsets.count - 1] + length) }
  return ObjectiveInput(
    offsets: offsets, logProbabilities: golden.logp, reference: golden.ref, scores: golden.scores,
    pairs: ObjectiveGolden.pairs.map { SequencePair(winner: $0.0, loser: $0.1) },
    totals: BatchTotals(pairs: 3, sequences: golden.lengths.count, tokens: golden.logp.count))
}

private let objectives: [any Objective] = [
  SupervisedFineTuning(), DirectPreference(beta: ObjectiveGolden.beta),
  BradleyTerry(regularisation: ObjectiveGolden.regularisation),
]

private func close(_ a: Double, _ b: Double, _ tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(1e-3, abs(a), abs(b))
}

@Suite struct ObjectiveValues {
  @Test(arguments: 0..<ObjectiveGolden.all.count)
  func equalAutograd(_ index: Int) throws {
    let golden = ObjectiveGolden.all[index]
    let expected = [
      (golden.sft, golden.sftGradients), (golden.dpo, golden.dpoGradients),
      (golden.reward, golden.rewardGradients),
    ]
    for (objective, (loss, gradients)) in zip(objectives, expected) {
      let output = try objective.evaluate(input(golden))
      #expect(close(output.loss, loss, 1e-9), "\(objective.name): \(output.loss), torch \(loss)")
      let ours = objective.needs.scores ? output.scoreGradients : output.logProbabilityGradients
      #expect(ours.count == gradients.count)
      for (a, b) in zip(ours, gradients) {
        #expect(abs(Double(a) - b) <= 1e-6 * max(1e-6, abs(b)), "\(objective.name): \(a), torch \(b)")
      }
    }
  }

  @Test func coefficientsAreFiniteDifferences() throws {
    // Losses are computed in double precision, so a step of 2^-8, exact in float, leaves the second-order error alone.
    let step: Float = 1 / 256
    for objective in objectives {
      let base = input(ObjectiveGolden.all[2])
      let output = try objective.evaluate(base)
      let ours = objective.needs.scores ? output.scoreGradients : output.logProbabilityGradients
      for i in ours.indices {
        var (up, down) = (base, base)
        if objective.needs.scores {
          up.scores[i] += step
          down.scores[i] -= step
        } else {
          up.logProbabilities[i] += step
          down.logProbabilities[i] -= step
        }
        let rise = try objective.evaluate(up).loss - objective.evaluate(down).loss
        #expect(abs(rise / Double(2 * step) - Double(ours[i])) < 2e-5, "\(objective.name) \(i)")
      }
    }
  }

  @Test(arguments: [-1e4, -800, -101, 101, 800, 1e4])
  func marginsBeyondAHundredStayFinite(_ margin: Double) throws {
    let totals = BatchTotals(pairs: 1, sequences: 2, tokens: 2)
    let pair = [SequencePair(winner: 0, loser: 1)]
    let dpo = try DirectPreference(beta: 1).evaluate(
      ObjectiveInput(
        offsets: [0, 1, 2], logProbabilities: [Float(margin), 0], reference: [0, 0], pairs: pair,
        totals: totals))
    let reward = try BradleyTerry().evaluate(
      ObjectiveInput(
        offsets: [0, 0, 0], logProbabilities: [], scores: [Float(margin), 0], pairs: pair, totals: totals))
    for (loss, gradient) in [
      (dpo.loss, dpo.logProbabilityGradients[0]), (reward.loss, reward.scoreGradients[0]),
    ] {
      #expect(loss.isFinite && gradient.isFinite)
      if margin < 0 {
        #expect(loss == -margin && gradient == -1)
      } else {
        // The loss keeps its tail instead of rounding to zero: log1p(e^-x) ~ e^-x.
        #expect(loss == exp(-margin) && gradient <= 0 && gradient > -1e-30)
      }
    }
  }
}

@Suite struct ObjectiveIdentities {
  @Test func equalPolicyAndReferenceGiveLogTwo() throws {
    var same = input(ObjectiveGolden.all[3])
    same.reference = same.logProbabilities
    let output = try DirectPreference().evaluate(same)
    #expect(output.metrics.mean("loss") == 0.6931471805599453)
    #expect(output.metrics.mean("rewards/margins") == 0)
    #expect(output.metrics.mean("rewards/accuracies") == 0)
  }

  @Test func cuttingABatchChangesNothing() throws {
    // One micro-batch of three pairs against micro-batches of two pairs and one: a pair weighs a third everywhere.
    for objective in objectives {
      let golden = ObjectiveGolden.all[4]
      let whole = input(golden)
      let first = golden.lengths[0] + golden.lengths[1] + golden.lengths[2]
      func part(_ sequences: Range<Int>, _ tokens: Range<Int>, _ pairs: [SequencePair]) -> ObjectiveInput {
        var offsets = [0]
        for s in sequences { offsets.append(offsets[offsets.count - 1] + golden.lengths[s]) }
        return ObjectiveInput(
          offsets: offsets, logProbabilities: Array(golden.logp[tokens]),
          reference: Array(golden.ref[tokens]),
          scores: Array(golden.scores[sequences]), pairs: pairs, totals: whole.totals)
      }
      let one = try objective.evaluate(
        part(0..<3, 0..<first, [SequencePair(winner: 0, loser: 1), SequencePair(winner: 0, loser: 2)]))
      let two = try objective.evaluate(
        part(3..<5, first..<golden.logp.count, [SequencePair(winner: 0, loser: 1)]))
      let all = try objective.evaluate(whole)
      #expect(close(one.loss + two.loss, all.loss, 1e-12))
      #expect(one.logProbabilityGradients + two.logProbabilityGradients == all.logProbabilityGradients)
      #expect(one.scoreGradients + two.scoreGradients == all.scoreGradients)
      var sums = one.metrics
      sums.add(two.metrics)
      for entry in all.metrics.entries {
        #expect(close(try #require(sums.mean(entry.name)), entry.sum / entry.weight, 1e-12))
      }
    }
  }

  @Test func contradictingShapesAreRefused() {
    let totals = BatchTotals(pairs: 1, sequences: 2, tokens: 3)
    let pair = SequencePair(winner: 0, loser: 1)
    let bad: [(any Objective, ObjectiveInput)] = [
      (SupervisedFineTuning(), .init(offsets: [0, 2, 1], logProbabilities: [0], pairs: [], totals: totals)),
      (SupervisedFineTuning(), .init(offsets: [0, 1, 3], logProbabilities: [0], pairs: [], totals: totals)),
      (
        DirectPreference(),
        .init(offsets: [0, 1, 2], logProbabilities: [0, 0], pairs: [pair], totals: totals)
      ),
      (
        BradleyTerry(),
        .init(offsets: [0, 1, 2], logProbabilities: [], scores: [1], pairs: [pair], totals: totals)
      ),
      (
        BradleyTerry(),
        .init(
          offsets: [0, 1, 2], logProbabilities: [], scores: [1, 2],
          pairs: [SequencePair(winner: 0, loser: 2)], totals: totals)
      ),
    ]
    for (objective, input) in bad {
      #expect(throws: ObjectiveError.self) { try objective.evaluate(input) }
    }
  }
}
