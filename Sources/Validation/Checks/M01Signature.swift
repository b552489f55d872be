import ByteStreams
import PreferenceRecords

/// A medium's first bytes are what the record and the stream say that it is.
struct Signature: Check {
  let id = "M01"
  let title = "a medium's content is of the declared kind and type"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    subject.references.compactMap { path, reference in
      guard let verdict = subject.media[reference.digest] else { return nil }
      let name = "\(path): \(reference.kind) \(reference.digest.hex.prefix(12))"
      guard let kind = verdict.kind, let type = verdict.type else {
        return Problem("\(name): its first bytes are those of no known medium")
      }
      // A still picture may stand for a video of one frame nowhere: kinds must be equal.
      if kind != reference.kind { return Problem("\(name): is \(type) by its content") }
      if let declared = verdict.declaredType, declared != type {
        return Problem("\(name): is declared as \(declared) and is \(type) by its content")
      }
      return nil
    }
  }
}
