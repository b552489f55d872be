/// The answer first: how often the model agrees with people, beside the control.
struct HeadlineSection {
  var results: Results
  var control: Results?

  var markup: Markup {
    var tiles = [
      tile(results.micro, "Accuracy", "every pair weighs the same (micro)", "model"),
      tile(results.macro, "Mean over modalities", "every modality weighs the same (macro)", "model"),
    ]
    if let control {
      tiles.append(tile(control.micro, "Control: media exchanged", "the same pairs, micro", "control"))
    }
    let best = results.micro.baselines.best
    var words = [
      Markup.element(
        "p",
        "Share of \(NumberText.count(results.micro.pairs, "held-out pair")) (\(NumberText.count(results.records, "record")), "
          + "\(NumberText.count(results.prompts, "prompt"))) in which the model scores the response that people preferred "
          + "higher than the other one. Guessing without looking reaches \(NumberText.percent(best.accuracy)) % at best "
          + "(\(best.name)).")
    ]
    if results.nonFinite > 0 {
      words.append(
        .element(
          "p",
          "\(NumberText.count(results.nonFinite, "pair")) had a score that is not a number; each counts as wrong."
        ))
    }
    if let control { words += comparison(control).map { .element("p", $0) } }
    return .element(
      "section", ["id": "headline"], [.element("div", ["class": "tiles"], tiles)] + words)
  }

  private func tile(_ row: Results.Row, _ name: String, _ note: String, _ style: String) -> Markup {
    .element(
      "div", ["class": "tile \(style)"],
      [
        .element("h2", name),
        .element(
          "p", ["class": "number"],
          [.words(NumberText.percent(row.accuracy)), .element("small", " %")]),
        .element(
          "p", ["class": "note"],
          "95 % interval \(NumberText.percent(row.interval.low)) to \(NumberText.percent(row.interval.high))"),
        .element("p", ["class": "note"], note),
      ])
  }

  /// What the control means, and what it says here.
  private func comparison(_ control: Results) -> [String] {
    var lines = [
      "In the control every picture, sound and clip is exchanged for another record's. If accuracy stayed as high, the "
        + "model would not be perceiving the media; a model that perceives them falls towards chance, 50 %."
    ]
    if let own = results.perceiving, let exchanged = control.perceiving {
      let moved =
        "Over the modalities with media, accuracy is \(NumberText.percent(own)) %, and \(NumberText.percent(exchanged)) % "
        + "with the media exchanged"
      lines.append(
        results.micro.interval.low > control.micro.interval.high
          ? moved
            + "; the 95 % intervals of the two evaluations lie apart: what is shown and heard decides its choices."
          : moved
            + ". The 95 % intervals of the two evaluations overlap, so this run does not show that the model perceives."
      )
    }
    if control.micro.pairs != results.micro.pairs {
      lines.append(
        "The control has \(NumberText.count(control.micro.pairs, "pair")), not the same number: it was not made from the "
          + "same held-out set, and the two should not be compared.")
    }
    return lines
  }
}
