/// How training went: loss, accuracy and margin against the step.
struct TrainingSection {
  var metrics: TrainingMetrics

  var markup: Markup {
    let charts = [
      CurveChart(title: "Loss", points: metrics[.loss], heldOut: metrics[.heldOutLoss]),
      CurveChart(
        title: "Accuracy", points: metrics[.accuracy], heldOut: metrics[.heldOutAccuracy], range: 0...1,
        baseline: 0.5),
      CurveChart(
        title: "Margin between the responses", points: metrics[.margin], heldOut: metrics[.heldOutMargin],
        baseline: 0),
    ].filter { !$0.points.isEmpty || !$0.heldOut.isEmpty }
    let isHeldOut = charts.contains { !$0.heldOut.isEmpty }
    return .element(
      "section", ["id": "training"],
      [
        .element("h2", "Training"),
        .element(
          "p",
          "Dots are single steps, the line is the mean of each step and its neighbours."
            + (isHeldOut ? " The line with large dots is held-out data." : "")),
        .element("div", ["class": "curves"], charts.map(\.markup)),
        .element("dl", ["class": "facts"], facts),
      ])
  }

  private var facts: [Markup] {
    var facts = [("steps", NumberText.grouped(metrics.steps))]
    if let epochs = metrics[.epoch].last { facts.append(("epochs", NumberText.fixed(epochs.value, 2))) }
    if let tokens = metrics[.num_tokens].last {
      facts.append(("tokens", NumberText.grouped(Int(min(1e15, max(0, tokens.value))))))
    }
    let rates = metrics[.learning_rate].map(\.value)
    if let highest = rates.max(), let last = rates.last {
      facts.append(
        ("learning rate", "\(NumberText.short(highest)) at most, \(NumberText.short(last)) at the end"))
    }
    if let loss = metrics[.loss].last { facts.append(("last loss", NumberText.fixed(loss.value, 3))) }
    return facts.map { .element("div", [.element("dt", $0.0), .element("dd", $0.1)]) }
  }
}
