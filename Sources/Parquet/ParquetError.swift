/// Why a Parquet file cannot be read or written, and where.
public struct ParquetError: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Reason: String, Sendable, CaseIterable {
    // The file as a whole.
    case notParquet, encrypted, truncated, badMetadata, badSchema
    // What its pages hold.
    case badPage, badLevels, badValues, badCompression, checksumMismatch, countMismatch
    // What this library does not do, or was told not to do.
    case unsupported, limitExceeded
    // What the caller asked for.
    case noSuchColumn, noSuchRowGroup, wrongValue
  }

  public var reason: Reason
  /// The file as the user named it.
  public var file: String
  /// From 0; nil where there is none.
  public var rowGroup: Int?
  /// Path of the column in the schema, with dots.
  public var column: String?
  /// Ordinal of the page in its column of the row group, from 0, dictionary pages counted.
  public var page: Int?
  /// Byte of the file where that page's header begins.
  public var offset: Int?
  /// What is wrong and why.
  public var what: String

  public init(
    _ reason: Reason, file: String, rowGroup: Int? = nil, column: String? = nil, page: Int? = nil,
    offset: Int? = nil, what: String
  ) {
    self.reason = reason
    self.file = file
    self.rowGroup = rowGroup
    self.column = column
    self.page = page
    self.offset = offset
    self.what = what
  }

  public var description: String {
    var line = file
    if let rowGroup { line += ": row group \(rowGroup)" }
    if let column { line += ": column '\(column)'" }
    if let page { line += ": page \(page)" }
    if let offset { line += " (byte \(offset))" }
    return line + ": \(what)"
  }
}

/// A reason without its place, which whoever holds the file, the column or the page adds.
struct Flaw: Error {
  var reason: ParquetError.Reason
  var what: String

  init(_ reason: ParquetError.Reason, _ what: String) {
    self.reason = reason
    self.what = what
  }
}
