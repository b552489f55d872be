import PreferenceRecords

/// Candidates answer in the same modalities: where one answers with a picture, an answer without one broke the promise.
struct ModalityPresent: Check {
  let id = "P12"
  let title = "a candidate has every modality that the record's other candidates have"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    let kinds = subject.record.candidates.map { $0.parts.map { $0.mediaKind } }
    let promised = kinds.reduce(into: Set<String>()) { $0.formUnion(Self.promised($1)) }.sorted()
    return kinds.enumerated().flatMap { i, present in
      promised.filter { !present.contains($0) }.map {
        Problem("candidates[\(i)]: has no \($0) though another candidate has")
      }
    }
  }

  /// A sound right behind a clip is the clip's, and a clip may be silent.
  private static func promised(_ kinds: [String?]) -> Set<String> {
    Set(
      kinds.indices.compactMap { i in
        i > 0 && kinds[i] == "audio" && kinds[i - 1] == "video" ? nil : kinds[i]
      })
  }
}

extension Part {
  /// Nil for text.
  fileprivate var mediaKind: String? {
    if case .media(let reference) = self { reference.kind } else { nil }
  }
}
