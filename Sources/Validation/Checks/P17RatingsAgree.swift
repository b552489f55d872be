import PreferenceRecords

/// The winner's mean rating exceeds the loser's. One record may be an odd annotator; most of them mean that an adapter
/// took the index from the wrong base or the sign the wrong way round (`FlipTally`).
struct RatingsAgree: Check {
  static let identifier = "P17"
  let id = identifier
  let title = "the winner's mean rating is not under the loser's"
  let severity = Severity.warning

  func problems(_ subject: Subject) -> [Problem] {
    Self.comparisons(subject).compactMap { c in
      c.winner < c.loser
        ? Problem(
          "judgements[\(c.judgement)]: the winner's mean rating \(c.winner) is under the loser's \(c.loser)")
        : nil
    }
  }

  struct Comparison {
    var judgement: Int
    var winner: Double
    var loser: Double
  }

  /// Overall pairs whose two candidates are rated under the same criteria.
  static func comparisons(_ subject: Subject) -> [Comparison] {
    var ratings: [[String: [Double]]] = Array(repeating: [:], count: subject.record.candidates.count)
    for judgement in subject.record.judgements {
      if case .rating(let index, let value, _, _) = judgement.verdict, ratings.indices.contains(index) {
        ratings[index][judgement.criterion, default: []].append(value)
      }
    }
    return subject.soundPairs.compactMap { i, winner, loser in
      guard subject.record.judgements[i].criterion == "overall",
        !ratings[winner].isEmpty, Set(ratings[winner].keys) == Set(ratings[loser].keys)
      else { return nil }
      return Comparison(judgement: i, winner: mean(ratings[winner]), loser: mean(ratings[loser]))
    }
  }

  private static func mean(_ ratings: [String: [Double]]) -> Double {
    let values = ratings.sorted { $0.key < $1.key }.flatMap(\.value)
    return values.reduce(0, +) / Double(values.count)
  }
}

/// Counts over the whole stream how often ratings contradict the winner.
struct FlipTally {
  private var agree = 0
  private var disagree = 0

  mutating func add(_ subject: Subject) {
    for comparison in RatingsAgree.comparisons(subject) {
      if comparison.winner > comparison.loser { agree += 1 }
      if comparison.winner < comparison.loser { disagree += 1 }
    }
  }

  /// A finding when ten or more pairs disagree and they are more than half.
  var finding: Finding? {
    guard disagree >= 10, disagree > agree else { return nil }
    return Finding(
      check: RatingsAgree.identifier, severity: .error, place: "whole stream",
      message:
        "adapter flip: in \(disagree) of \(agree + disagree) rated pairs the winner has the lower mean rating; the adapter's index base or sign is wrong"
    )
  }
}
