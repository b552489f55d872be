import ByteStreams
import PreferenceRecords

/// A medium decodes to its last frame.
struct Decodes: Check {
  static let identifier = "M02"
  let id = identifier
  let title = "a medium decodes in full"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    subject.references.compactMap { path, reference in
      guard let why = subject.media[reference.digest]?.decodeError else { return nil }
      return Problem("\(path): \(reference.kind) \(reference.digest.hex.prefix(12)): \(why)")
    }
  }
}
