import ByteStreams

/// The end of a file: what it describes, its length, and the name of the format.
struct Footer {
  /// The byte at which it begins.
  let start: Int
  let metadata: FileMetadata

  private static let magic: [UInt8] = Array("PAR1".utf8)
  private static let encrypted: [UInt8] = Array("PARE".utf8)

  /// - Throws: `Flaw`, `StreamError`.
  init(_ file: RandomAccessFile, limits: ParquetLimits) throws {
    // Magic, an empty description of no byte at all, its length, magic.
    guard file.size >= 12 else {
      throw Flaw(.notParquet, "it is no Parquet file: \(file.size) bytes are too few for one")
    }
    let head = try Footer.read(file, at: 0, count: 4)
    let tail = try Footer.read(file, at: file.size - 8, count: 8)
    let isEncrypted = head == Footer.encrypted || Array(tail[4...]) == Footer.encrypted
    if isEncrypted { throw Flaw(.encrypted, "it is encrypted, which is not supported") }
    guard head == Footer.magic else {
      throw Flaw(.notParquet, "it is no Parquet file: it does not begin with PAR1")
    }
    guard Array(tail[4...]) == Footer.magic else {
      throw Flaw(.truncated, "it does not end with PAR1: it is cut off, or was never finished")
    }
    let length = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= file.size - 12 else {
      throw Flaw(.badMetadata, "its footer claims \(length) bytes of the file's \(file.size)")
    }
    guard length <= limits.footerBytes else {
      throw Flaw(.limitExceeded, "its footer has \(length) bytes, and the limit is \(limits.footerBytes)")
    }
    start = file.size - 8 - length
    let bytes = try Footer.read(file, at: start, count: length)
    do {
      metadata = try bytes.withUnsafeBytes { try FileMetadata($0, limits: limits) }
    } catch let flaw as Flaw where flaw.reason == .truncated {
      // The footer is all there: what it lacks, it lacks by damage.
      throw Flaw(.badMetadata, flaw.what)
    }
  }

  /// Old writers forgot the dictionary's header when they counted a column's bytes.
  var forgetsDictionaryHeaders: Bool {
    guard let writer = metadata.createdBy, writer.hasPrefix("parquet-mr") else { return false }
    let version = writer.split(separator: " ").dropFirst(2).first ?? ""
    return version.isEmpty || ["1.0.", "1.1.", "1.2."].contains { version.hasPrefix($0) }
  }

  private static func read(_ file: RandomAccessFile, at offset: Int, count: Int) throws -> [UInt8] {
    try [UInt8](unsafeUninitializedCapacity: count) { buffer, used in
      let target = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count])
      try file.read(into: target, at: offset)
      used = count
    }
  }

  /// Rows and row groups fit together, and each has every column. Returns the number of rows.
  func check(columns: Int) throws(Flaw) -> Int {
    var sum: Int64 = 0
    for (i, group) in metadata.rowGroups.enumerated() {
      guard group.columns.count == columns else {
        throw Flaw(
          .badMetadata, "row group \(i) has \(group.columns.count) columns, and the schema \(columns)")
      }
      let (more, overflows) = sum.addingReportingOverflow(group.rows)
      guard !overflows else { throw Flaw(.badMetadata, "the row groups have too many rows") }
      sum = more
    }
    // Some writers do not count.
    guard sum == metadata.rows || metadata.rows == 0 else {
      throw Flaw(.countMismatch, "the row groups have \(sum) rows, and the file claims \(metadata.rows)")
    }
    return Int(sum)
  }
}
