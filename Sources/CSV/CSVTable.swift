import ByteStreams

/// A CSV file whose first row names its columns.
public final class CSVTable {
  /// Names of the columns; none twice. Empty for a file without a row.
  public let columns: [String]
  private let stream: CSVStream

  /// - Throws: CSVError: a header that is no row or names a column twice; what the source throws.
  public init(
    _ source: any ByteSource, separator: UInt8 = CSVStream.comma, limits: CSVLimits = CSVLimits()
  ) throws {
    stream = CSVStream(source, separator: separator, limits: limits)
    guard let header = try stream.next() else {
      columns = []
      return
    }
    columns = try header.values()
    var seen: Set<String> = []
    for name in columns where !seen.insert(name).inserted {
      throw CSVError(what: "the header names the column '\(name)' twice", line: header.line)
    }
  }

  /// The next row below the header; nil at the end. `values(columns:)` of it with `columns.count` refuses ragged rows.
  public func next() throws -> CSVRecord? {
    guard let record = try stream.next() else { return nil }
    return record.numbered(record.ordinal - 1)
  }
}

extension CSVRecord {
  fileprivate func numbered(_ ordinal: Int) -> CSVRecord {
    CSVRecord(bytes: bytes, fields: fields, ordinal: ordinal, line: line, fault: fault)
  }
}
