import Evaluation
import Testing

@Suite struct EvaluationTests {
  @Test func tiesAndNonFiniteScoresAreStated() throws {
    let pairs = [
      Fixture.pair("a", cluster: "1", winnerScore: 2, loserScore: 1),
      Fixture.pair("b", cluster: "2", winnerScore: 1, loserScore: 1),
      Fixture.pair("c", cluster: "3", winnerScore: 0, loserScore: 1),
      Fixture.pair("d", cluster: "4", winnerScore: .nan, loserScore: 1),
      Fixture.pair("e", cluster: "5", winnerScore: .infinity, loserScore: 1),
    ]
    let accuracy = PairwiseAccuracy(pairs)
    #expect(accuracy.pairs == 5)
    #expect(accuracy.correct == 1)
    #expect(accuracy.ties == 1)
    #expect(accuracy.nonFinite == 2)
    #expect(accuracy.half == 0.3)
    #expect(accuracy.strict == 0.2)
    #expect(accuracy.tieRate == 0.2)
  }

  @Test func macroWeighsModalitiesAndMicroPairs() throws {
    var pairs = (0..<8).map {
      Fixture.pair("t\($0)", modality: "t2t", cluster: "t\($0)", winnerScore: 1, loserScore: 0)
    }
    pairs += (0..<2).map {
      Fixture.pair("v\($0)", modality: "tv2t", cluster: "v\($0)", winnerScore: 0, loserScore: 1)
    }
    let evaluation = try Evaluation(pairs)
    #expect(evaluation.micro.accuracy.half == 0.8)
    #expect(evaluation.macro == 0.5)
    #expect(evaluation.byModality.map(\.key) == ["t2t", "tv2t"])
    #expect(evaluation.byModality.map(\.cell.accuracy.half) == [1, 0])
    #expect(evaluation.micro.interval.method == .wilson)
    #expect(evaluation.macroInterval.low < 0.5 && evaluation.macroInterval.high > 0.5)
  }

  @Test func clusteredPairsWidenTheInterval() throws {
    // Twenty prompts with ten pairs each, every prompt all right or all wrong: 20 facts, not 200.
    let pairs = (0..<200).map {
      Fixture.pair(
        "r\($0)", cluster: "c\($0 / 10)", winnerScore: $0 / 10 % 4 == 0 ? 0 : 1, loserScore: 0.5)
    }
    let clustered = try Evaluation(pairs).micro
    let independent = try Evaluation(
      pairs.map {
        var pair = $0
        pair.cluster = pair.record
        return pair
      }
    ).micro
    #expect(clustered.interval.method == .clusterBootstrap)
    #expect(independent.interval.method == .wilson)
    let ratio =
      (clustered.interval.high - clustered.interval.low)
      / (independent.interval.high - independent.interval.low)
    #expect(ratio > 2.5 && ratio < 3.7)  // sqrt(10) in the limit
    #expect(clustered.standardError > 3 * independent.standardError)
  }

  @Test func everyPairRightIsNoCertainty() throws {
    let pairs = (0..<12).map {
      Fixture.pair("r\($0)", cluster: "c\($0 / 2)", winnerScore: 1, loserScore: 0)
    }
    let cell = try Evaluation(pairs).micro
    #expect(cell.interval == .wilson(proportion: 1, trials: 6, method: .wilsonOverClusters))
    #expect(cell.interval.low < 0.7)
  }

  @Test func aModalityMovesNoOthersBounds() throws {
    let text = (0..<30).map {
      Fixture.pair("t\($0)", cluster: "t\($0 / 2)", winnerScore: Double($0 % 3), loserScore: 0.5)
    }
    let image = (0..<30).map {
      Fixture.pair(
        "i\($0)", modality: "ti2t", cluster: "i\($0 / 2)", winnerScore: Double($0 % 2), loserScore: 0.5)
    }
    let alone = try Evaluation(text).byModality[0]
    let together = try Evaluation(image + text).byModality[0]
    #expect(alone == together)
  }

  @Test func baselinesAreWhatTheySay() throws {
    let pairs = [
      Fixture.pair("a", cluster: "1", winnerScore: 1, loserScore: 0, winnerTokens: 9, loserTokens: 3),
      Fixture.pair(
        "b", cluster: "2", winner: 1, loser: 0, winnerScore: 1, loserScore: 0, winnerTokens: 9,
        loserTokens: 3),
      Fixture.pair("c", cluster: "3", winnerScore: 1, loserScore: 0, winnerTokens: 5, loserTokens: 5),
      Fixture.pair("d", cluster: "4", winnerScore: 1, loserScore: 0, winnerTokens: 1, loserTokens: 2),
    ]
    let baselines = try Evaluation(pairs).micro.baselines
    #expect(baselines[.random] == 0.5)
    #expect(baselines[.longest] == 0.625)
    #expect(baselines[.shortest] == 0.375)
    #expect(baselines[.first] == 0.75)
  }

  @Test func groupingsComeFromTheModalityKey() throws {
    var options = EvaluationOptions()
    options.groupings = [.modality, .input, .output]
    let pairs = ["ti2t", "ti2ti", "t2t"].map {
      Fixture.pair($0, modality: $0, cluster: $0, winnerScore: 1, loserScore: 0)
    }
    let evaluation = try Evaluation(pairs, options: options)
    #expect(evaluation.byGrouping.map { $0.rows.map(\.key) } == [["t", "ti"], ["t", "ti"]])
    #expect(evaluation.byGrouping[0].rows.map(\.cell.accuracy.pairs) == [1, 2])
    #expect(evaluation.byGrouping[1].rows.map(\.cell.accuracy.pairs) == [2, 1])
  }

  @Test func nothingToCountIsAnError() {
    #expect(throws: EvaluationError.noPairs) { try Evaluation([]) }
  }
}
