import JSON

/// Rows that follow each other with the same value in one field, as one row: `{"rows": […]}`.
final class GroupedRows: RowStream {
  /// Rows of one group that are kept; a longer group becomes several.
  static let most = 1024

  private let rows: any RowStream
  private let field: Field
  private var pushed: (row: Row, value: RowValue?)?
  /// What ended the file behind a group that is still to be handed on.
  private var ending: (any Error)?
  var shareGiven: Double? { rows.shareGiven }

  init(_ rows: any RowStream, by field: Field) {
    self.rows = rows
    self.field = field
  }

  /// A row that cannot be read, or has no value there, is handed on as it is, and a group ends before it.
  func next() throws -> Row? {
    guard let first = try take() else { return nil }
    guard let value = first.value, let key = key(value) else { return first.row }
    var group = [value]
    while group.count < Self.most, let next = takeOrEnd() {
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

  private func takeOrEnd() -> (row: Row, value: RowValue?)? {
    do { return try take() } catch {
      ending = error
      return nil
    }
  }

  private func take() throws -> (row: Row, value: RowValue?)? {
    if let ending {
      self.ending = nil
      throw ending
    }
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
