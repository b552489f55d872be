/// The results as a table that people read, also valid Markdown.
public struct ResultsTable: Sendable {
  private static let header = [
    "modality", "pairs", "accuracy", "95% interval", "ties", "longest", "shortest", "first", "margin",
  ]
  public var lines: [String]

  public init(_ evaluation: Evaluation) {
    var rows = evaluation.byModality.map { Self.row($0.key, $0.cell) }
    rows.append(Self.row("micro", evaluation.micro))
    let macro = evaluation.macroBaselines
    rows.append([
      "macro", String(evaluation.micro.accuracy.pairs), Self.fixed(evaluation.macro),
      Self.interval(evaluation.macroInterval), "", Self.fixed(macro[.longest] ?? 0),
      Self.fixed(macro[.shortest] ?? 0), Self.fixed(macro[.first] ?? 0), "",
    ])
    lines = MarkdownTable(header: Self.header, rows: rows).lines
  }

  private static func row(_ key: String, _ cell: Evaluation.Cell) -> [String] {
    [
      key, String(cell.accuracy.pairs), fixed(cell.accuracy.half ?? 0), interval(cell.interval),
      String(cell.accuracy.ties), fixed(cell.baselines[.longest] ?? 0), fixed(cell.baselines[.shortest] ?? 0),
      fixed(cell.baselines[.first] ?? 0), cell.margins.map { fixed($0.mean) } ?? "-",
    ]
  }

  private static func interval(_ interval: Interval) -> String {
    fixed(interval.low) + "-" + fixed(interval.high)
  }

  /// Three decimals, without the C library's locale.
  public static func fixed(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return value.description }
    let thousandths = Int((abs(value) * 1000).rounded())
    let fraction = String(thousandths % 1000)
    let sign = value < 0 && thousandths > 0 ? "-" : ""
    return sign + String(thousandths / 1000) + "." + String(repeating: "0", count: 3 - fraction.count)
      + fraction
  }
}
