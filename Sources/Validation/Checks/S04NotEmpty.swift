import PreferenceRecords

/// A prompt and every candidate say something.
struct NotEmpty: Check {
  let id = "S04"
  let title = "prompt and candidates are not empty"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    var problems: [Problem] = []
    if !subject.record.prompt.isEmpty, Self.isEmpty(subject.record.prompt.flatMap(\.parts)) {
      problems.append(Problem("prompt: is empty"))
    }
    for (i, candidate) in subject.record.candidates.enumerated() where Self.isEmpty(candidate.parts) {
      problems.append(Problem("candidates[\(i)]: is empty"))
    }
    return problems
  }

  private static func isEmpty(_ parts: [Part]) -> Bool {
    parts.allSatisfy { part in
      guard case .text(let text) = part else { return false }
      return text.utf8.allSatisfy { $0 == 0x20 || (9...13).contains($0) }
    }
  }
}
