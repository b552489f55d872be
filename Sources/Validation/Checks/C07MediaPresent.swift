import ByteStreams
import PreferenceRecords

/// Every medium that a record refers to is in the stream, before the record and within the blob window.
struct MediaPresent: Check {
  let id = "C07"
  let title = "a medium that the record refers to is in the stream before it"
  let severity = Severity.error

  func problems(_ subject: Subject) -> [Problem] {
    subject.references.compactMap { path, reference in
      subject.media[reference.digest] == nil
        ? Problem(
          "\(path): \(reference.kind) \(reference.digest.hex.prefix(12)) is not in the stream before the record"
        )
        : nil
    }
  }
}
