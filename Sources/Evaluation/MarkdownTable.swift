/// Rows of cells as an aligned Markdown table: the first column to the left, the others to the right.
public struct MarkdownTable: Sendable {
  public var lines: [String]

  /// - Parameters:
  ///   - header: names of the columns.
  ///   - rows: as many cells each as `header` has; what is missing stays empty, what is more is left out.
  public init(header: [String], rows: [[String]]) {
    let all = ([header] + rows).map { row in header.indices.map { $0 < row.count ? row[$0] : "" } }
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String]) -> String {
      let padded = cells.enumerated().map { column, text in
        let space = String(repeating: " ", count: widths[column] - text.count)
        return column == 0 ? text + space : space + text
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = widths.enumerated().map {
      $0 == 0 ? String(repeating: "-", count: $1) : String(repeating: "-", count: max(0, $1 - 1)) + ":"
    }
    lines = [line(header), "| " + rule.joined(separator: " | ") + " |"] + all.dropFirst().map(line)
  }
}
