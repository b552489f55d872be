import ShardFormat

extension Finding {
  /// What the shard reader refuses, as a finding of C01 to C04.
  public init(_ error: ShardError) {
    let check =
      switch error.code {
      case .truncated, .missingEnd, .aborted, .badTrailer, .unexpectedFrame, .emptyInput: "C04"
      case .badIndex, .countMismatch, .contentRootMismatch, .badEnd, .badSummary: "C03"
      case .badMagic, .badPreambleChecksum, .badPreamble, .unsupportedVersion, .unknownFeature,
        .limitTooLarge, .badSync, .badHeaderChecksum, .badHeader, .foreignFrame, .missingMeta, .badMeta,
        .unknownCriticalFrame, .unknownCodec:
        "C01"
      default: "C02"
      }
    var place = error.frame.map { "frame \($0)" } ?? "stream"
    if let offset = error.offset { place += " (byte \(offset))" }
    self.init(check: check, severity: .error, place: place, message: error.what)
  }
}
