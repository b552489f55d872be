import JSON

/// Columns that hold JSON as a string.
enum JSONColumns {
  /// The row with these fields read as what they hold. Null stays null.
  static func decoded(_ row: RowObject, _ fields: [Field]) throws(RowError) -> RowObject {
    if fields.isEmpty { return row }
    var row = row
    for index in row.members.indices {
      guard fields.contains(where: { $0.name == row.members[index].key }),
        case .string(let text) = row.members[index].value
      else { continue }
      do { row.members[index].value = RowValue(try JSONValue(parsing: Array(text.utf8))) } catch {
        throw RowError(field: row.members[index].key, what: "holds no JSON: \(error)")
      }
    }
    return row
  }
}
