/// SUMMARY's rules: `bytes` says what END and the place of the frame say too, `counters` are counts by name and key.
enum MemberSummary {
  /// - Parameter offset: of SUMMARY from the member's beginning.
  /// - Throws: badSummary, without a place.
  static func check(_ value: CBOR, _ end: MemberEnd, offset: UInt64) throws(ShardError) {
    func bad(_ what: String) -> ShardError { ShardError(.badSummary, file: "", what: "SUMMARY \(what)") }
    guard let fields = value.fields else { throw bad("is not a map with text keys") }
    guard let bytes = fields["bytes"], bytes["records"] == .unsigned(end.recordBytes),
      bytes["blobs"] == .unsigned(end.blobBytes), bytes["frames"] == .unsigned(offset)
    else { throw bad("counts other bytes than there are") }
    guard let counters = fields["counters"]?.fields else { throw bad("has no counters") }
    for counter in counters.values {
      guard let counts = counter.fields else { throw bad("has a counter that is not a map") }
      for count in counts.values {
        guard case .unsigned = count else { throw bad("has a counter that does not count") }
      }
    }
  }
}
