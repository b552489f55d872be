import CSV
import Compression
import JSON

/// The rows of one file, one after another.
public protocol RowStream: AnyObject {
  /// The next row; nil at the end, and on every later call.
  ///
  /// A row that is no value throws nothing here but when it is read, so that a caller may pass over it and go on. What
  /// is thrown here, as a RowFault, ends the file: nothing after that place can be told apart.
  func next() throws -> Row?

  /// Passes over up to `count` rows, which need not be read; `count` becomes what is left of it, also when this throws.
  func pass(_ count: inout Int) throws

  /// How much of the file's rows was given, from 0 to 1, when the bytes that were read do not tell.
  var shareGiven: Double? { get }
}

extension RowStream {
  public var shareGiven: Double? { nil }

  public func pass(_ count: inout Int) throws {
    while count > 0, try next() != nil { count -= 1 }
  }
}

/// Why the text of a row, or the rest of its file, cannot be read; the description says where in the file.
public protocol RowFault: Error, Sendable, CustomStringConvertible {
  var what: String { get }
  /// From 1; nil when the place is no line.
  var faultLine: Int? { get }
}

extension JSONError: RowFault {
  public var faultLine: Int? { line }
}

extension CSVError: RowFault {
  public var faultLine: Int? { line }
}

extension CompressionError: RowFault {
  public var faultLine: Int? { nil }
}

/// Rows of JSON text: JSON Lines, or one array.
final class JSONRows: RowStream {
  private let stream: JSONStream
  private let hasLines: Bool

  init(_ stream: JSONStream, hasLines: Bool) {
    self.stream = stream
    self.hasLines = hasLines
  }

  func next() throws -> Row? {
    guard let element = try stream.next() else { return nil }
    return Row(.json(element), ordinal: element.ordinal, line: hasLines ? element.line : nil)
  }
}

/// Rows of a table in text. Every value is a string.
final class CSVRows: RowStream {
  private let table: CSVTable

  init(_ table: CSVTable) { self.table = table }

  func next() throws -> Row? {
    guard let record = try table.next() else { return nil }
    return Row(.csv(record, columns: table.columns), ordinal: record.ordinal, line: record.line)
  }
}
