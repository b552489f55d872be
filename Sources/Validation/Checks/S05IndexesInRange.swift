import PreferenceRecords

/// Judgements, critiques and refinements name candidates that exist.
struct IndexesInRange: Check {
  let id = "S05"
  let title = "candidate indexes are in range"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    let count = subject.record.candidates.count
    var problems: [Problem] = []
    func check(_ index: Int, _ path: String, of count: Int, _ what: String) {
      if index < 0 || index >= count {
        problems.append(Problem("\(path): \(index) is out of range: there are \(count) \(what)"))
      }
    }
    for (i, judgement) in subject.record.judgements.enumerated() {
      let path = "judgements[\(i)]"
      switch judgement.verdict {
      case .pair(let winner, let loser, _):
        check(winner, path + ".winner", of: count, "candidates")
        check(loser, path + ".loser", of: count, "candidates")
        if winner == loser { problems.append(Problem("\(path): candidate \(winner) is said to beat itself")) }
      case .tie(let candidates, _):
        for index in candidates { check(index, path + ".tie", of: count, "candidates") }
      case .rank(let ranks):
        for index in ranks.joined() { check(index, path + ".rank", of: count, "candidates") }
      case .rating(let index, _, _, _), .label(let index, _):
        check(index, path + ".candidate", of: count, "candidates")
      }
    }
    for (i, critique) in subject.record.critiques.enumerated() {
      check(critique.candidate, "critiques[\(i)].candidate", of: count, "candidates")
    }
    for (i, refinement) in subject.record.refinements.enumerated() {
      check(refinement.from, "refinements[\(i)].from", of: count, "candidates")
      check(refinement.to, "refinements[\(i)].to", of: count, "candidates")
      for index in refinement.critiques {
        check(index, "refinements[\(i)].critiques", of: subject.record.critiques.count, "critiques")
      }
    }
    return problems
  }
}
