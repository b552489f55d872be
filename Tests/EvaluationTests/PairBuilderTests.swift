import Evaluation
import Testing

@Suite struct PairBuilderTests {
  private func line(
    _ record: String, _ candidate: Int, _ score: Double, beats: [Int] = [], modality: String = "t2t"
  ) -> ScoredCandidate {
    ScoredCandidate(
      record: record, modality: modality, cluster: "c", candidate: candidate, score: score, tokens: candidate,
      winnerOf: beats)
  }

  private func why(_ lines: [ScoredCandidate]) -> String {
    do {
      var builder = PairBuilder(file: "s.jsonl")
      for line in lines { try builder.add(line) }
      _ = try builder.pairs()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func linesOfRecordsMayInterleave() throws {
    var builder = PairBuilder(file: "s.jsonl")
    for line in [
      line("a", 1, 0.5), line("b", 0, 3), line("a", 2, 0.25, beats: [1, 0]), line("a", 0, 1),
      line("b", 1, 4, beats: [0]),
    ] { try builder.add(line) }
    let pairs = try builder.pairs()
    #expect(pairs.map(\.record) == ["a", "a", "b"])
    #expect(pairs.map(\.winner) == [2, 2, 1])
    #expect(pairs.map(\.loser) == [0, 1, 0])
    #expect(pairs.map(\.margin) == [-0.75, -0.25, 1])
    #expect(pairs.map(\.loserTokens) == [0, 1, 0])
  }

  @Test func contradictionsAreNamed() {
    #expect(
      why([line("abc", 0, 1), line("abc", 0, 2)])
        == "s.jsonl: record abc: candidate 0 is scored twice; score each shard once")
    #expect(
      why([line("abc", 0, 1), line("abc", 1, 2, modality: "t2i")])
        == "s.jsonl: record abc: its candidates disagree on modality or cluster")
    #expect(
      why([line("abc", 0, 1, beats: [3])])
        == "s.jsonl: record abc: candidate 0 beats candidate 3, which has no score; the scores are cut or filtered"
    )
    #expect(
      why([line("abc", 0, 1, beats: [0])]) == "s.jsonl: record abc: candidate 0 is said to beat itself")
  }
}
