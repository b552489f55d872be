/// RECORDS: `u32 offset[n + 1]`, from the end of the table, then the records without gaps.
enum RecordsPayload {
  /// Records of one byte would otherwise take some forty times their size in memory.
  static let mostEntries = 1 << 20

  static func encoded(_ records: [[UInt8]], bytes: Int) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(4 * (records.count + 1) + bytes)
    var offset: UInt32 = 0
    out.append32(0)
    for record in records {
      offset += UInt32(record.count)
      out.append32(offset)
    }
    for record in records { out.append(contentsOf: record) }
    return out
  }

  /// Byte ranges of the records in the payload.
  /// - Throws: badRecords, without a place.
  static func ranges(_ raw: UnsafeRawBufferPointer, entries: Int) throws(ShardError) -> [Range<Int>] {
    func bad(_ what: String) -> ShardError {
      ShardError(.badRecords, file: "", what: "the record table \(what)")
    }
    let (table, overflow) = (entries + 1).multipliedReportingOverflow(by: 4)
    guard !overflow, table <= raw.count else { throw bad("is longer than its frame") }
    guard raw.u32(0) == 0 else { throw bad("does not begin with 0") }
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(entries)
    var start = table
    for i in 1..<(entries + 1) {
      let end = table + Int(raw.u32(4 * i))
      guard end > start, end <= raw.count else { throw bad("is not ascending within the frame (entry \(i))") }
      ranges.append(start..<end)
      start = end
    }
    guard start == raw.count else { throw bad("does not end where the frame ends") }
    return ranges
  }
}
