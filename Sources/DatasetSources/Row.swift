import Archives
import CSV
import JSON
import Parquet

/// A row before it is a value: text is read on the thread that converts it.
public struct Row: Sendable {
  enum Content: Sendable {
    case json(JSONElement)
    case csv(CSVRecord, columns: [String])
    case parquet(ParquetRow)
    /// Files of an archive, which are read then.
    case sample(WebDatasetSample, of: any MemberSource)
    case value(RowValue)
    /// A row that is there and cannot be read.
    case unreadable(any RowFault)
  }
  var content: Content
  /// From 1.
  public var ordinal: Int
  /// The line of its first byte, from 1; nil when the file has no lines.
  public var line: Int?

  init(_ content: Content, ordinal: Int, line: Int? = nil) {
    self.content = content
    self.ordinal = ordinal
    self.line = line
  }

  /// - Throws: RowFault.
  public func value() throws -> RowValue {
    switch content {
    case .json(let element): return try RowValue(parsing: element.bytes, firstLine: element.line)
    case .csv(let record, let columns):
      return .object(
        RowObject(
          zip(columns, try record.values(columns: columns.count)).map { .init(key: $0, value: .string($1)) }))
    case .sample(let sample, let members):
      do { return try sample.row(of: members) } catch let error as ArchiveError {
        throw SampleFault(what: "\(error)")
      }
    case .parquet(let row): return .object(RowObject(row))
    case .value(let value): return value
    case .unreadable(let fault): throw fault
    }
  }

  /// Bytes of its text; nil when it is a value already.
  var textBytes: Int? {
    switch content {
    case .json(let element): element.bytes.count
    case .csv(let record, _): record.byteCount
    case .sample, .parquet, .value, .unreadable: nil
    }
  }

  /// "line 17" or "row 3", for messages.
  public var place: String {
    if case .sample(let sample, _) = content { return "sample '\(sample.key)'" }
    return line.map { "line \($0)" } ?? "row \(ordinal)"
  }

  /// "train.jsonl:17" or "train.json#3": where it stands in a file of this name.
  /// or "000.tar#dir/17" for a sample.
  public func locator(in label: String) -> String {
    if case .sample(let sample, _) = content { return "\(label)#\(sample.key)" }
    return line.map { "\(label):\($0)" } ?? "\(label)#\(ordinal)"
  }
}
