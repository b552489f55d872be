import Models
import Objectives
import TokenTrees
import Testing
import Training

@Suite struct MicroBatchTests {
  @Test func aTreeIsLaidOutWithItsPromptOnce() throws {
    let group = TokenGroup(
      record: ToyGroups.make(1)[0].record, modality: "t2t", cluster: 0, tokens: [1, 5, 6, 7, 2, 8, 2],
      segments: [
        .init(start: 0, count: 2, parent: nil, role: .prompt),
        .init(start: 2, count: 3, parent: 0, role: .candidate),
        .init(start: 5, count: 2, parent: 0, role: .candidate),
      ], lossMask: [0, 0, 1, 1, 1, 1, 1], pairs: [.init(winner: 2, loser: 1)], mediaSpans: [])
    var micro = MicroBatch()
    let shape = try GroupShape(group, .paired)
    #expect(shape.tokens == 7 && shape.queries == 5 && shape.pairs == 1)
    micro.add(group, shape, queries: true, scores: true)
    #expect(micro.tree.tokens == [1, 5, 6, 7, 2, 8, 2])
    #expect(micro.tree.positions == [0, 1, 2, 3, 4, 2, 3])
    #expect(micro.tree.segments.map(\.parent) == [-1, 0, 0])
    // The first token of each candidate is predicted by the prompt's last row.
    #expect(micro.tree.queryRows == [1, 2, 3, 1, 5])
    #expect(micro.tree.queryTargets == [6, 7, 2, 8, 2])
    #expect(micro.tree.scoreRows == [4, 6])
    #expect(micro.offsets == [0, 3, 5])
    #expect(micro.pairs == [SequencePair(winner: 1, loser: 0)])
  }

  @Test func onlyWhatAnObjectiveNeedsIsRun() throws {
    var group = ToyGroups.make(1, candidates: 4)[0]
    let winner = group.pairs[0].winner
    group.pairs = [group.pairs[0]]
    #expect(SequenceChoice.paired.segments(of: group).count == 2)
    #expect(SequenceChoice.chosen.segments(of: group) == [winner])
    #expect(SequenceChoice.all.segments(of: group).count == 4)
    group.pairs = []
    #expect(SequenceChoice.paired.segments(of: group).isEmpty)
    #expect(SequenceChoice.chosen.segments(of: group).count == 4)
  }

  @Test func brokenGroupsAreRefused() {
    let good = ToyGroups.make(1)[0]
    var broken: [TokenGroup] = []
    for change: (inout TokenGroup) -> Void in [
      { $0.segments[1].count = .max }, { $0.segments[1].start = -1 }, { $0.segments[2].parent = 2 },
      { $0.segments[1].parent = 9 }, { $0.lossMask.removeLast() }, { $0.pairs[0].winner = 7 },
      { $0.pairs[0].loser = 0 }, { $0.referenceLogProbabilities = [0] },
    ] {
      var group = good
      change(&group)
      broken.append(group)
    }
    for group in broken { #expect(throws: TrainingError.self) { try GroupShape(group, .paired) } }
  }
}
