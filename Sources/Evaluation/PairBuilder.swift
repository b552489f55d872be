/// Turns scored candidates into scored pairs, record by record in the order in which the records appear.
public struct PairBuilder {
  private var groups: [[ScoredCandidate]] = []
  private var place: [String: Int] = [:]
  private let file: String

  /// - Parameter file: how messages call the scores.
  public init(file: String) { self.file = file }

  /// - Throws: `EvaluationError.badRecord` when the candidate is there already or disagrees on what the record is.
  public mutating func add(_ line: ScoredCandidate) throws(EvaluationError) {
    guard let i = place[line.record] else {
      place[line.record] = groups.count
      groups.append([line])
      return
    }
    if groups[i].contains(where: { $0.candidate == line.candidate }) {
      throw bad(line.record, "candidate \(line.candidate) is scored twice; score each shard once")
    }
    if groups[i][0].modality != line.modality || groups[i][0].cluster != line.cluster {
      throw bad(line.record, "its candidates disagree on modality or cluster")
    }
    groups[i].append(line)
  }

  /// All pairs; those of one record by winner, then loser.
  /// - Throws: `EvaluationError.badRecord` when a winner beats a candidate that has no score, or itself.
  public func pairs() throws(EvaluationError) -> [ScoredPair] {
    var pairs: [ScoredPair] = []
    for group in groups {
      let byIndex = group.sorted { $0.candidate < $1.candidate }
      for winner in byIndex {
        for index in winner.winnerOf.sorted() {
          guard index != winner.candidate else {
            throw bad(winner.record, "candidate \(index) is said to beat itself")
          }
          guard let loser = byIndex.first(where: { $0.candidate == index }) else {
            throw bad(
              winner.record,
              "candidate \(winner.candidate) beats candidate \(index), which has no score; the scores are cut or filtered"
            )
          }
          pairs.append(
            ScoredPair(
              record: winner.record, modality: winner.modality, cluster: winner.cluster,
              winner: winner.candidate, loser: loser.candidate, winnerScore: winner.score,
              loserScore: loser.score, winnerTokens: winner.tokens, loserTokens: loser.tokens))
        }
      }
    }
    return pairs
  }

  private func bad(_ record: String, _ why: String) -> EvaluationError {
    .badRecord(file: file, record: record, why: why)
  }
}
