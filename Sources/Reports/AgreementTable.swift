import Evaluation

/// The results in a few lines for a terminal, the control's beside them; also valid Markdown.
struct AgreementTable {
  var lines: [String]

  init(_ results: Results, control: Results?) {
    var header = ["modality", "pairs", "accuracy", "95% interval"]
    if control != nil { header += ["control", "95% interval"] }
    func row(_ row: Results.Row, _ other: Results.Row?) -> [String] {
      [row.key, String(row.pairs)] + cells(row) + (control == nil ? [] : other.map(cells) ?? ["-", "-"])
    }
    func cells(_ row: Results.Row) -> [String] {
      [
        ResultsTable.fixed(row.accuracy),
        ResultsTable.fixed(row.interval.low) + "-" + ResultsTable.fixed(row.interval.high),
      ]
    }
    let rows =
      results.modalities.map { row($0, control?.row($0.key)) }
      + [row(results.micro, control?.micro), row(results.macro, control?.macro)]
    lines = MarkdownTable(header: header, rows: rows).lines
  }
}
