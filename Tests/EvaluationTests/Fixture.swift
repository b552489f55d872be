import Evaluation

enum Fixture {
  static func pair(
    _ record: String = "r", modality: String = "t2t", cluster: String = "c", winner: Int = 0, loser: Int = 1,
    winnerScore: Double, loserScore: Double, winnerTokens: Int = 4, loserTokens: Int = 4
  ) -> ScoredPair {
    ScoredPair(
      record: record, modality: modality, cluster: cluster, winner: winner, loser: loser,
      winnerScore: winnerScore, loserScore: loserScore, winnerTokens: winnerTokens, loserTokens: loserTokens)
  }
}
