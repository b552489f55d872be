/// Accuracy by modality as dots with 95 % whiskers, the control's below each, and a line where a coin lands.
///
/// Places across are percentages of the width, so the chart fits any screen while its letters keep their size.
package enum AccuracyChart {
  private static let rowHeight = 34.0
  private static let top = 6.0
  /// Where 0 % and 100 % accuracy lie, in percent of the width.
  static let left = 15.0
  static let right = 97.0

  package static func across(_ share: Double) -> String {
    "\(((left + (right - left) * share) * 100).rounded() / 100)%"
  }

  static func markup(_ results: Results, control: Results?) -> Markup {
    let rows = results.modalities + [results.micro, results.macro]
    // A gap parts the modalities from the two rows over all of them.
    let places = rows.indices.map {
      top + rowHeight * (Double($0) + 0.5) + ($0 >= results.modalities.count ? 10 : 0)
    }
    let bottom = (places.last ?? top) + rowHeight / 2
    // Bands first: the lines lie over them.
    var parts = zip(rows, places).compactMap { row, y in row.chance.map { band($0, y: y) } } + grid(bottom)
    for (row, y) in zip(rows, places) {
      parts.append(.element("text", ["x": "0", "y": number(y + 4), "class": "key"], row.key))
      let other = control.flatMap {
        row.key == "micro" ? $0.micro : row.key == "macro" ? $0.macro : $0.row(row.key)
      }
      parts += whisker(row.interval, y: other == nil ? y : y - 6, style: "model")
      parts.append(
        .element(
          "circle",
          [
            "class": "model", "cx": across(row.accuracy), "cy": number(other == nil ? y : y - 6), "r": "5",
          ], [title("\(row.key): \(Self.spoken(row))")]))
      if let other {
        parts += whisker(other.interval, y: y + 7, style: "control")
        parts.append(
          .element(
            "rect",
            [
              "class": "control", "x": across(other.accuracy), "y": number(y + 3), "width": "8",
              "height": "8",
              "transform": "translate(-4 0)",
            ], [title("\(row.key), media exchanged: \(Self.spoken(other))")]))
      }
    }
    let height = number(bottom + 40)
    return .element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": height, "role": "img",
        "aria-label": "Accuracy by modality with 95 % intervals; the table below has the numbers",
      ], parts)
  }

  private static func band(_ chance: Results.Bounds, y: Double) -> Markup {
    .empty(
      "rect",
      [
        "class": "chance", "x": across(chance.low), "y": number(y - 13),
        "width": "\(((right - left) * (chance.high - chance.low) * 100).rounded() / 100)%", "height": "26",
      ])
  }

  private static func spoken(_ row: Results.Row) -> String {
    "\(NumberText.percent(row.accuracy)) % (\(NumberText.percent(row.interval.low)) to \(NumberText.percent(row.interval.high)))"
  }

  private static func title(_ words: String) -> Markup { .element("title", words) }

  private static func grid(_ bottom: Double) -> [Markup] {
    var parts: [Markup] = []
    for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
      let x = across(tick)
      parts.append(
        .empty(
          "line",
          [
            "class": tick == 0.5 ? "coin" : "grid", "x1": x, "x2": x, "y1": number(top), "y2": number(bottom),
          ]))
      parts.append(
        .element(
          "text", ["class": "tick", "x": x, "y": number(bottom + 16), "text-anchor": "middle"],
          NumberText.fixed(tick * 100, 0) + (tick == 1 ? " %" : "")))
    }
    parts.append(
      .element(
        "text", ["class": "tick", "x": across(0.5), "y": number(bottom + 32), "text-anchor": "middle"],
        "chance"))
    return parts
  }

  private static func whisker(_ bounds: Results.Bounds, y: Double, style: String) -> [Markup] {
    let (low, high) = (across(bounds.low), across(bounds.high))
    func line(_ x1: String, _ x2: String, _ y1: Double, _ y2: Double) -> Markup {
      .empty(
        "line",
        ["class": style, "x1": x1, "x2": x2, "y1": number(y1), "y2": number(y2)])
    }
    return [line(low, high, y, y), line(low, low, y - 4, y + 4), line(high, high, y - 4, y + 4)]
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() ? "\(Int(value))" : "\(value)"
  }
}
