import ByteStreams
import Evaluation
import Media
import PreferenceRecords

/// One pair: prompt, both responses, whom people preferred, whom the model preferred.
struct SampleCard {
  var sample: Sample
  /// Who decodes its media.
  var processing: any MediaProcessing

  /// Characters of one text that are shown.
  static let longestText = 1500

  private enum Answer {
    case right, wrong, tie, none
    init(_ pair: ScoredPair) {
      self = !pair.isFinite ? .none : pair.credit == 1 ? .right : pair.credit == 0 ? .wrong : .tie
    }
  }

  /// - Throws: when media cannot be decoded at all; a medium that cannot is named.
  func markup() throws -> Markup {
    let record = sample.entry.record
    var medium = 0
    let prompt = try record.prompt.map { message in
      Markup.element(
        "div", ["class": "message"],
        try (message.role == .user ? [] : [.element("span", ["class": "role"], message.role.rawValue)])
          + parts(message.parts, &medium))
    }
    // Every candidate is walked through, so that each medium finds its tokens; only the pair's two are shown.
    let candidates = try record.candidates.enumerated().map {
      ($0.offset, try parts($0.element.parts, &medium))
    }
    .filter { $0.0 == sample.pair.winner || $0.0 == sample.pair.loser }
    var children = [head, Markup.element("div", ["class": "prompt"], [label("Prompt")] + prompt)]
    children.append(
      .element("div", ["class": "candidates"], candidates.map { candidate($0.0, $0.1) }))
    if let reason {
      children.append(.element("p", ["class": "reason"], [label("People say"), .words(shortened(reason))]))
    }
    children.append(foot)
    return .element("article", ["class": "card \(style)"], children)
  }

  private var style: String {
    guard let scored = sample.scored else { return "" }
    return switch Answer(scored) {
    case .right: "right"
    case .tie: "tie"
    case .wrong, .none: "wrong"
    }
  }

  /// Right or wrong in a sign and a word, never by colour alone.
  private var head: Markup {
    guard let scored = sample.scored else { return .element("p", ["class": "answer"], "Not scored") }
    let margin = NumberText.fixed(scored.margin, 2)
    let (sign, word, note) =
      switch Answer(scored) {
      case .right: ("✓", "Right", "the preferred response scores \(margin) higher")
      case .wrong:
        ("✗", "Wrong", "the preferred response scores \(NumberText.fixed(-scored.margin, 2)) lower")
      case .tie: ("=", "Undecided", "both responses score the same")
      case .none: ("✗", "Wrong", "a score is not a number")
      }
    return .element(
      "p", ["class": "answer"],
      [
        .element("span", ["class": "sign", "aria-hidden": "true"], sign), .element("strong", word),
        .words(" " + note),
      ])
  }

  private func candidate(_ index: Int, _ parts: [Markup]) -> Markup {
    var marks: [Markup] = []
    if index == sample.pair.winner {
      marks.append(.element("span", ["class": "mark people"], "★ people prefer this"))
    }
    if let scored = sample.scored, scored.isFinite, scored.margin != 0,
      index == (scored.margin > 0 ? sample.pair.winner : sample.pair.loser)
    {
      marks.append(.element("span", ["class": "mark machine"], "◆ model prefers this"))
    }
    var name = [label("Response \(index + 1)")]
    if let scored = sample.scored {
      let score = index == sample.pair.winner ? scored.winnerScore : scored.loserScore
      name.append(.element("span", ["class": "score"], "score " + NumberText.fixed(score, 2)))
    }
    return .element(
      "div", ["class": "candidate"],
      [.element("p", ["class": "name"], name), .element("p", ["class": "marks"], marks)] + parts)
  }

  private func parts(_ parts: [Part], _ medium: inout Int) throws -> [Markup] {
    var shown: [Markup] = []
    for part in parts {
      switch part {
      case .text(let text):
        if !text.isEmpty { shown.append(.element("p", ["class": "text", "dir": "auto"], shortened(text))) }
      case .media(let reference):
        shown.append(.element("div", ["class": "media"], try figures(reference, medium)))
        medium += 1
      }
    }
    return shown
  }

  private func figures(_ reference: MediaReference, _ index: Int) throws -> [Markup] {
    var figures: [Markup] = []
    if let kind = MediaKind(rawValue: reference.kind), let bytes = sample.entry.media[reference.digest] {
      figures.append(
        try MediumFigure.original(bytes, kind: kind, span: reference.span, by: processing))
    } else {
      figures.append(MediumFigure.missing("original", "\(reference.kind) is not in the stream of records"))
    }
    if let decoded = sample.decoded, decoded.indices.contains(index) {
      figures.append(MediumFigure.decoded(decoded[index].media, tokens: decoded[index].tokens))
    }
    return figures
  }

  /// Why people judged so, when they said.
  private var reason: String? {
    for judgement in sample.entry.record.judgements where judgement.criterion == "overall" {
      if case .pair(let winner, let loser, _) = judgement.verdict, winner == sample.pair.winner,
        loser == sample.pair.loser, let rationale = judgement.rationale, !rationale.isEmpty
      {
        return rationale
      }
    }
    return nil
  }

  private var foot: Markup {
    let record = sample.entry.record
    let facts =
      [
        record.id, record.source.locator, record.licence ?? "",
        "sha256 \(sample.entry.digest.hex.prefix(16))",
      ]
      .filter { !$0.isEmpty }
    return .element("p", ["class": "foot"], shortened(facts.joined(separator: " · ")))
  }

  private func label(_ words: String) -> Markup { .element("span", ["class": "label"], words) }

  private func shortened(_ text: String) -> String {
    guard text.unicodeScalars.count > Self.longestText else { return text }
    var head = String.UnicodeScalarView()
    head.append(contentsOf: text.unicodeScalars.prefix(Self.longestText))
    return String(head) + "… (" + NumberText.grouped(text.unicodeScalars.count - Self.longestText)
      + " more characters)"
  }
}
