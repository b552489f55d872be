import ByteStreams
import PreferenceRecords
import ShardFormat

/// Where the numbers come from: programs and options, sources and licences, digests.
struct ProvenanceSection {
  var results: Results
  var records: ShardFacts?
  var tokens: ShardFacts?

  var markup: Markup {
    var children = [Markup.element("h2", "Provenance")]
    let facts = tokens ?? records
    // Tokens carry the chain and the sources of the records that they were made from.
    if let meta = facts?.members.first?.meta {
      if !meta.chain.isEmpty { children.append(chain(meta.chain)) }
      if !meta.sources.isEmpty { children.append(sources(meta.sources)) }
    }
    children.append(.element("div", ["class": "scroll"], [digests]))
    return .element("section", ["id": "provenance"], children)
  }

  private func chain(_ steps: [ToolStep]) -> Markup {
    table(
      "Programs, in their order", ["program", "version", "options"],
      steps.map { step in
        let options = step.options.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.cut($0.value))" }
        return [
          .element("code", step.name), .words(step.version), .element("code", options.joined(separator: " ")),
        ]
      })
  }

  private func sources(_ sources: [CBOR]) -> Markup {
    table(
      "Sources", ["source", "licence", "files and their SHA-256"],
      sources.map { source in
        var name = source["name"]?.textValue ?? "no name"
        if let revision = source["revision"]?.textValue { name += " @ " + revision }
        let files = (source["files"]?.mapValue ?? []).compactMap { entry in
          entry.key.textValue.map { ($0, Self.digest(entry.value)) }
        }.sorted { $0.0 < $1.0 }
        return [
          .words(name), .words(source["licence"]?.textValue ?? "not stated"),
          Markup(
            files.map {
              .element(
                "span", ["class": "file"],
                [.element("code", $0.0), .words(" "), .element("small", $0.1)])
            }),
        ]
      })
  }

  private func table(_ caption: String, _ header: [String], _ rows: [[Markup]]) -> Markup {
    .element(
      "div", ["class": "scroll"],
      [
        .element(
          "table", ["class": "words"],
          [
            .element("caption", caption),
            .element("thead", [.element("tr", header.map { .element("th", ["scope": "col"], $0) })]),
            .element("tbody", rows.map { row in .element("tr", row.map { .element("td", [$0]) }) }),
          ])
      ])
  }

  private var digests: Markup {
    var rows: [(String, String)] = []
    for (name, facts) in [("records", records), ("tokens", tokens)] {
      for (i, member) in (facts?.members ?? []).enumerated() {
        let of = (facts?.members.count ?? 0) > 1 ? ", member \(i + 1)" : ""
        var counts: [String] = []
        if member.end.records > 0 {
          counts.append(NumberText.count(Int(clamping: member.end.records), "record"))
        }
        if member.end.blobs > 0 {
          counts.append("\(NumberText.grouped(Int(clamping: member.end.blobs))) media")
        }
        if member.end.groups > 0 {
          counts.append(NumberText.count(Int(clamping: member.end.groups), "token group"))
        }
        rows.append(("held-out \(name)\(of)", counts.joined(separator: ", ")))
        rows.append(("content root of the \(name)\(of)", member.end.contentRoot.hex))
      }
    }
    if let digest = results.scoresDigest { rows.append(("SHA-256 of the scores", digest)) }
    rows.append(
      (
        "intervals",
        "\(NumberText.grouped(results.resamples)) resamples of whole prompts, seed \(results.seed)"
      ))
    return .element(
      "dl", ["class": "digests"],
      rows.map { .element("div", [.element("dt", $0.0), .element("dd", $0.1)]) })
  }

  /// A file's SHA-256, as bytes or in hexadecimal; empty when there is none.
  private static func digest(_ value: CBOR) -> String {
    cut(value.bytesValue.flatMap { Digest(bytes: $0) }?.hex ?? value.textValue ?? "")
  }

  /// A digest by its first digits; anything else as it is.
  private static func cut(_ text: String) -> String {
    text.utf8.count == 64 && text.utf8.allSatisfy { ($0 >= 48 && $0 < 58) || ($0 >= 97 && $0 < 103) }
      ? String(text.prefix(16)) : text
  }
}
