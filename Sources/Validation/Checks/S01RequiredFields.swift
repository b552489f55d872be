import PreferenceRecords

/// The record has what every record must have. That its fields have the right types was seen when it was decoded.
struct RequiredFields: Check {
  static let identifier = "S01"
  let id = identifier
  let title = "required fields are there and have their types"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    var problems: [Problem] = []
    if subject.record.id.isEmpty { problems.append(Problem("id: is empty")) }
    if subject.record.source.name.isEmpty { problems.append(Problem("source.name: is empty")) }
    if subject.record.prompt.isEmpty { problems.append(Problem("prompt: has no message")) }
    if subject.record.candidates.isEmpty { problems.append(Problem("candidates: there are none")) }
    for (path, reference) in subject.references
    where !["image", "audio", "video"].contains(reference.kind) {
      problems.append(Problem("\(path): media kind '\(reference.kind)' is none of image, audio, video"))
    }
    return problems
  }
}
