import JSON

/// Rows that follow each other with the same value in one field, as one row: `{"rows": […]}`.
final class GroupedRows: RowStream {
  /// Rows of one group that are kept; a longer group is no group.
  static let most = 1024

  private let rows: any RowStream
  private let field: Field

  init(_ rows: any RowStream, by field: Field) {
    self.rows = rows
    self.field = field
  }

  /// A row that cannot be read, or has no value there, is handed on as it is, and a group ends before it.
  func next() throws -> Row? {
    guard let first = try take() else { return nil }
    guard let value = first.value, let key = key(value) else { return first.row }
    var group = [value]
    while group.count < Self.most, let next = try take() {
      guard let value = next.value, self.key(value) == key else {
        pushed = next
        break
      }
      group.append(value)
    }
    return Row(
      .value(.object(RowObject([.init(key: "rows", value: .array(group))]))), ordinal: first.row.ordinal,
      line: first.row.line)
  }

  private var pushed: (row: Row, value: RowValue?)?

  private func take() throws -> (row: Row, value: RowValue?)? {
    if let back = pushed {
      pushed = nil
      return back
    }
    guard let row = try rows.next() else { return nil }
    return (row, try? row.value())
  }

  private func key(_ row: RowValue) -> RowValue? {
    guard let (value, _) = RowReading.look(field, in: row), !value.isNull else { return nil }
    return value
  }
}
