/// Every check there is.
public enum CheckRegistry {
  /// Asked of records, in the order of their findings.
  public static let recordChecks: [any Check] = [
    MediaPresent(), RequiredFields(), TextSound(), TextSuspect(), NotEmpty(), IndexesInRange(),
    Placeholders(),
    Signature(), Decodes(), PlainPicture(), ChosenIsRejected(), ModalityPresent(), RatingsAgree(),
  ]

  /// Asked of the stream itself by the shard reader; they cannot be skipped.
  public static let containerChecks: [(id: String, title: String)] = [
    ("C01", "preamble, frame headers and META are sound"),
    ("C02", "payload checksums, lengths, records and blobs are sound"),
    ("C03", "counts, content root and index match the data"),
    ("C04", "the stream is whole: not cut, not aborted, nothing after its end"),
  ]

  /// One line a check: identifier, severity, title.
  public static var listing: [String] {
    let container = containerChecks.map { "\($0.id) \(Severity.error.rawValue) \($0.title)" }
    return container + recordChecks.map { "\($0.id) \($0.severity.rawValue) \($0.title)" }
  }

  /// Identifiers that may be named in --skip and --only.
  public static var identifiers: [String] { recordChecks.map(\.id) }
}
