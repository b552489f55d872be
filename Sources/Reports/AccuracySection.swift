/// Accuracy by modality: the chart, then the numbers.
struct AccuracySection {
  var results: Results
  var control: Results?

  var markup: Markup {
    .element(
      "section", ["id": "by-modality"],
      [
        .element("h2", "Accuracy by modality"),
        legend,
        AccuracyChart.markup(results, control: control),
        .element(
          "p", ["class": "note"],
          "Percent of pairs. Coin, longest and first are what guessing reaches: by a coin, by taking the response with more tokens, by taking the first one. Equal scores count one half."
        ),
        .element("div", ["class": "scroll"], [table]),
      ])
  }

  private var legend: Markup {
    func key(_ style: String, _ shape: Markup, _ words: String) -> Markup {
      .element(
        "span",
        [
          .element("svg", ["class": "chart", "width": "14", "height": "14", "aria-hidden": "true"], [shape]),
          .words(" " + words),
        ])
    }
    var keys = [
      key(
        "model", .empty("circle", ["class": "model", "cx": "7", "cy": "7", "r": "5"]),
        "accuracy, 95 % interval")
    ]
    if control != nil {
      keys.append(
        key(
          "control", .empty("rect", ["class": "control", "x": "3", "y": "3", "width": "8", "height": "8"]),
          "control: media exchanged"))
    }
    keys.append(
      key(
        "chance", .empty("rect", ["class": "chance", "x": "0", "y": "0", "width": "14", "height": "14"]),
        "where a coin lands 95 % of the time"))
    return .element("p", ["class": "legend"], keys)
  }

  private var table: Markup {
    var header = ["modality", "pairs", "accuracy", "95 % interval"]
    if control != nil { header += ["control", "95 % interval"] }
    header += ["coin", "longest", "first"]
    let rows = results.modalities.map { row in
      self.row(row, control?.row(row.key), words: Modality.words(row.key) ?? "", style: "")
    }
    let totals = [
      row(results.micro, control?.micro, words: "all pairs", style: "total"),
      row(results.macro, control?.macro, words: "mean over modalities", style: "total"),
    ]
    return .element(
      "table",
      [
        .element("thead", [.element("tr", header.map { .element("th", ["scope": "col"], $0) })]),
        .element("tbody", rows + totals),
      ])
  }

  private func row(_ row: Results.Row, _ control: Results.Row?, words: String, style: String) -> Markup {
    var cells = [NumberText.grouped(row.pairs), NumberText.percent(row.accuracy), interval(row.interval)]
    if self.control != nil {
      cells += [
        control.map { NumberText.percent($0.accuracy) } ?? "–", control.map { interval($0.interval) } ?? "–",
      ]
    }
    cells += [row.baselines.random, row.baselines.longest, row.baselines.first].map(NumberText.percent)
    let head = Markup.element(
      "th", ["scope": "row"], [.element("code", row.key), .words(" "), .element("small", words)])
    return .element("tr", ["class": style], [head] + cells.map { .element("td", $0) })
  }

  private func interval(_ bounds: Results.Bounds) -> String {
    NumberText.percent(bounds.low) + "–" + NumberText.percent(bounds.high)
  }
}
