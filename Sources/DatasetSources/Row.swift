import CSV
import JSON

/// A row before it is a value: text is read on the thread that converts it.
public struct Row: Sendable {
  public enum Content: Sendable {
    case json(JSONElement)
    case csv(CSVRecord, columns: [String])
    case value(RowValue)
  }
  public var content: Content
  /// From 1.
  public var ordinal: Int
  /// The line of its first byte, from 1; nil when the file has no lines.
  public var line: Int?

  public init(_ content: Content, ordinal: Int, line: Int? = nil) {
    self.content = content
    self.ordinal = ordinal
    self.line = line
  }

  /// - Throws: RowFault.
  public func value() throws -> RowValue {
    switch content {
    case .json(let element): RowValue(try element.parsed())
    case .csv(let record, let columns):
      .object(
        RowObject(
          zip(columns, try record.values(columns: columns.count)).map { .init(key: $0, value: .string($1)) }))
    case .value(let value): value
    }
  }

  /// "line 17" or "row 3", for messages.
  public var place: String { line.map { "line \($0)" } ?? "row \(ordinal)" }

  /// "train.jsonl:17" or "train.json#3": where it stands in a file of this name.
  public func locator(in label: String) -> String { line.map { "\(label):\($0)" } ?? "\(label)#\(ordinal)" }
}
