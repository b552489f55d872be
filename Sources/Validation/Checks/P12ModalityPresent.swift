import PreferenceRecords

/// Candidates answer in the same modalities: where one answers with a picture, an answer without one broke the promise.
struct ModalityPresent: Check {
  let id = "P12"
  let title = "a candidate has every modality that the record's other candidates have"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    let kinds = subject.record.candidates.map { candidate in
      Set(
        candidate.parts.compactMap { part in
          if case .media(let reference) = part { return reference.kind }
          return nil
        })
    }
    let promised = kinds.reduce(into: Set<String>()) { $0.formUnion($1) }.sorted()
    return kinds.enumerated().flatMap { i, present in
      promised.filter { !present.contains($0) }.map {
        Problem("candidates[\(i)]: has no \($0) though another candidate has")
      }
    }
  }
}
