import PreferenceRecords

extension RecordBuilder {
  /// The highest score is best; of several scores their mean counts. A candidate that lacks one is not ranked.
  mutating func verdicts(
    scores all: [FieldForEach], in scope: RowReading.Scope, _ criterion: String
  ) throws -> [Judgement.Verdict] {
    var sums: [Double?] = candidates.map { _ in 0 }
    for each in all {
      for (candidate, found) in try values(each, in: scope).enumerated() {
        guard let found, let score = try number(found) else {
          sums[candidate] = nil
          continue
        }
        reading.note(found, "\(criterion): score of candidate \(candidate + 1), the highest is best")
        sums[candidate] = sums[candidate].map { $0 + score }
      }
    }
    return order(sums.enumerated().compactMap { (i, sum) in sum.map { (i, -$0) } })
  }
}
