import PreferenceRecords

/// The preferred candidate differs from the other one.
struct ChosenIsRejected: Check {
  let id = "P01"
  let title = "the chosen candidate differs from the rejected one"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    subject.soundPairs.compactMap { judgement, winner, loser in
      guard winner != loser else { return nil }
      let chosen = subject.record.candidates[winner].parts
      let rejected = subject.record.candidates[loser].parts
      let place = "judgements[\(judgement)]: candidates \(winner) and \(loser)"
      if chosen == rejected { return Problem("\(place) are identical") }
      if Self.normalised(chosen) == Self.normalised(rejected) {
        return Problem("\(place) differ only in letter case or white space", severity: .warning)
      }
      return nil
    }
  }

  /// Lower case and single spaces.
  private static func normalised(_ parts: [Part]) -> [Part] {
    parts.map { part in
      guard case .text(let text) = part else { return part }
      return .text(text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }
  }
}
