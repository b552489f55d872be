import Media

/// Pairs to look at, grouped by modality.
struct SamplesSection {
  var samples: [Sample]
  var results: Results
  /// Who decodes their media.
  var processing: any MediaProcessing

  func markup() throws -> Markup {
    var groups: [(key: String, samples: [Sample])] = []
    for sample in samples {
      if groups.last?.key == sample.modality {
        groups[groups.count - 1].samples.append(sample)
      } else {
        groups.append((sample.modality, [sample]))
      }
    }
    return try .element(
      "section", ["id": "pairs"],
      [.element("h2", "Pairs to look at"), .element("p", introduction)]
        + groups.map { try group($0.key, $0.samples) })
  }

  private var introduction: String {
    var words =
      "The order of the records' SHA-256 chose these pairs, not a person."
    if samples.contains(where: { $0.scored != nil }) {
      words +=
        " Of each modality at least one right and one wrong answer is shown where there are both, so they do not tell how many are right."
    }
    if samples.contains(where: { $0.decoded?.isEmpty == false }) {
      words += " Beside each medium stands what its tokens make of it: all that the model sees or hears."
    }
    return words
  }

  private func group(_ key: String, _ samples: [Sample]) throws -> Markup {
    var heading = [Markup.element("code", key)]
    if let words = Modality.words(key) { heading.append(.words(" " + words)) }
    if let row = results.row(key) {
      heading.append(
        .element(
          "small", " \(NumberText.percent(row.accuracy)) % of \(NumberText.count(row.pairs, "pair")) right"))
    }
    return try .element(
      "section", ["class": "modality"],
      [.element("h3", heading)] + samples.map { try SampleCard(sample: $0, processing: processing).markup() })
  }
}
