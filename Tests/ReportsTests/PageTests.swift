import ByteStreams
import MediaCodecs
import Testing

import Reports

@Suite struct PageTests {
  @Test func theSameInputsGiveTheSameBytes() throws {
    let first = try Report(reading: try ReportFixture.inputs())
    let second = try Report(reading: try ReportFixture.inputs())
    #expect(try first.html() == second.html())
    #expect(first.table == second.table)
  }

  @Test func hostileTextStaysText() throws {
    let html = try ReportFixture.html(try ReportFixture.inputs(text: ReportFixture.hostile))
    #expect(!html.contains("<script"))
    #expect(!html.contains("\" onload"))
    #expect(!html.unicodeScalars.contains("\0"))
    #expect(!html.unicodeScalars.contains("\u{1B}"))
    #expect(
      html.contains(
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot; onload=&quot;go() &amp; &lt;/style&gt;\u{FFFD}\u{FFFD}"
      ))
    // The only style sheet is ours.
    #expect(html.components("<style").count == 2)
    #expect(html.components("</style").count == 2)
  }

  @Test func aHostileTitleOrModalityStaysText() throws {
    var inputs = ReportInputs(
      results: ReportFixture.source(
        Array(
          String(
            decoding: try ReportFixture.results(ReportFixture.scores(try ReportFixture.records())),
            as: UTF8.self
          )
          .replacing("\"t2t\"", with: "\"<img src=x>\"").utf8), "r.json"), generator: "<b>",
      processing: LocalMedia())
    inputs.title = "</title><script>"
    let html = try ReportFixture.html(inputs)
    #expect(!html.contains("<script"))
    #expect(!html.contains("<img"))
    #expect(!html.contains("<b>"))
    #expect(html.contains("&lt;img src=x&gt;"))
  }

  @Test func nothingIsLoadedFromAnywhere() throws {
    let html = try ReportFixture.html(try ReportFixture.inputs())
    #expect(!html.contains("http://") && !html.contains("https://"))
    #expect(!html.contains("<link") && !html.contains("<script") && !html.contains("@import"))
    #expect(!html.contains("url("))
    #expect(html.contains("default-src &#39;none&#39;; img-src data:; media-src data:"))
    for attribute in ["src=\"", "href=\""] {
      let values = html.components(attribute).dropFirst()
      #expect(!values.isEmpty)
      #expect(values.allSatisfy { $0.hasPrefix("data:") || $0.hasPrefix("#") })
    }
  }

  @Test func everyLinkHasItsSection() throws {
    let html = try ReportFixture.html(try ReportFixture.inputs())
    let anchors = html.components("href=\"#").dropFirst().compactMap { $0.split(separator: "\"").first }
    #expect(anchors == ["by-modality", "training", "pairs", "reconstruction", "provenance"])
    for anchor in anchors { #expect(html.contains("id=\"\(anchor)\"")) }
  }

  @Test(arguments: ["control", "metrics", "records", "tokens", "scores", "quality"])
  func whatIsNotGivenIsLeftOut(_ missing: String) throws {
    let marks = [
      "control": "Control: media exchanged", "metrics": "id=\"training\"", "records": "id=\"pairs\"",
      "tokens": "from 1 token<", "scores": "model prefers this", "quality": "id=\"reconstruction\"",
    ]
    #expect(try ReportFixture.html(try ReportFixture.inputs()).contains(marks[missing] ?? "?"))
    var inputs = try ReportFixture.inputs()
    switch missing {
    case "control": inputs.control = nil
    case "metrics": inputs.metrics = nil
    case "records": inputs.records = nil
    case "tokens": inputs.tokens = nil
    case "scores": inputs.scores = nil
    default: inputs.quality = nil
    }
    let html = try ReportFixture.html(inputs)
    #expect(!html.contains(marks[missing] ?? "?"))
    #expect(html.contains("id=\"headline\"") && html.contains("id=\"by-modality\""))
    #expect(html.contains("id=\"provenance\""))
  }

  @Test func theResultsAloneAreAPage() throws {
    let scores = ReportFixture.scores(try ReportFixture.records())
    let html = try ReportFixture.html(
      ReportInputs(
        results: ReportFixture.source(try ReportFixture.results(scores), "r.json"), generator: "test",
        processing: LocalMedia()))
    #expect(html.contains("66.7<small> %</small>"))
    #expect(html.contains("Share of 12 held-out pairs (12 records, 12 prompts)"))
    for section in ["training", "pairs", "reconstruction"] { #expect(!html.contains("id=\"\(section)\"")) }
  }

  @Test func theTableStandsBesideTheControls() throws {
    let table = try Report(reading: try ReportFixture.inputs()).table
    #expect(table[0] == "| modality | pairs | accuracy | 95% interval | control | 95% interval |")
    #expect(table[2] == "| t2t      |     3 |    0.667 |  0.208-0.939 |   0.667 |  0.208-0.939 |")
    #expect(table.count == 2 + 4 + 2)
  }

  @Test func overlappingIntervalsAreSaidToShowNothing() throws {
    let html = try ReportFixture.html(try ReportFixture.inputs())
    #expect(html.contains("so this run does not show that the model perceives"))
  }

  @Test func provenanceNamesProgramsSourcesAndDigests() throws {
    var inputs = try ReportFixture.inputs()
    inputs.tokens = nil
    let html = try ReportFixture.html(inputs)
    #expect(html.contains("<code>aa-convert</code>"))
    #expect(html.contains("split=test"))
    #expect(html.contains("CC0-1.0"))
    #expect(html.contains("e3b0c44298fc1c14"))
    #expect(html.contains("content root of the records"))
  }
}

extension String {
  func components(_ separator: String) -> [Substring] {
    split(separator: separator, omittingEmptySubsequences: false)
  }
}
