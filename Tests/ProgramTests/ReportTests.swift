import ByteStreams
import Foundation
import JSON
import PreferenceRecords
import ShardFormat
import Testing
import TokenTrees

/// aa-report as a shell sees it.
@Suite struct ReportTests {
  /// Three records of text.
  private static let records = (0..<3).map { i in
    PreferenceRecord(
      id: "r\(i)", prompt: [Message(role: .user, parts: [.text("question \(i)")])],
      candidates: [Candidate(parts: [.text("yes")]), Candidate(parts: [.text("no")])],
      judgements: [Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall")],
      source: Source(name: "test", locator: "a.jsonl:\(i)"))
  }

  /// A folder with results.json, scores.jsonl, records.aas and tokens.aas.
  private func folder() throws -> ScratchFolder {
    let scratch = try ScratchFolder()
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    var scores = ""
    for record in Self.records {
      let digest = try writer.add(record: record.encoded()).hex
      for candidate in 0..<2 {
        scores += "{\"record\":\"\(digest)\",\"modality\":\"t2t\",\"cluster\":\"\(record.id)\","
        scores += "\"candidate\":\(candidate),\"score\":\(1 - candidate),\"tokens\":3,"
        scores += "\"winner_of\":\(candidate == 0 ? "[1]" : "[]")}\n"
      }
    }
    try writer.finish()
    try scratch.write("records.aas", sink.bytes)
    try scratch.write("tokens.aas", try ToyShard.bytes(3))
    try scratch.write("scores.jsonl", Array(scores.utf8))
    let results = try Programs.run("aa-eval", ["report", "-q", scratch.file("scores.jsonl")])
    try scratch.write("results.json", results.stdout)
    return scratch
  }

  private static let table = """
    | modality | pairs | accuracy | 95% interval | control | 95% interval |
    | -------- | ----: | -------: | -----------: | ------: | -----------: |
    | t2t      |     3 |    1.000 |  0.439-1.000 |   1.000 |  0.439-1.000 |
    | micro    |     3 |    1.000 |  0.439-1.000 |   1.000 |  0.439-1.000 |
    | macro    |     3 |    1.000 |  0.439-1.000 |   1.000 |  0.439-1.000 |

    """

  @Test func thePageIsWrittenAndTheNumbersPrinted() throws {
    let scratch = try folder()
    let arguments = [
      "--results", "results.json", "--control", "results.json", "--records", "records.aas", "--scores",
      "scores.jsonl", "-o", "report.html",
    ]
    let result = try Programs.run("aa-report", arguments, folder: scratch.path)
    #expect(result.status == 0)
    #expect(result.stderr == "")
    #expect(result.text == Self.table)
    let page = try Data(contentsOf: URL(fileURLWithPath: scratch.file("report.html")))
    #expect(String(decoding: page, as: UTF8.self).hasPrefix("<!doctype html>"))
    #expect(
      try scratch.list() == ["records.aas", "report.html", "results.json", "scores.jsonl", "tokens.aas"])
    // Twice the same bytes, and the page on standard output is the page in the file.
    let piped = try Programs.run("aa-report", arguments.dropLast(2) + ["-o", "-"], folder: scratch.path)
    #expect(Data(piped.stdout) == page)
    #expect(piped.stderr == Self.table)
    let quiet = try Programs.run("aa-report", arguments.dropLast(2) + ["-q"], folder: scratch.path)
    #expect(Data(quiet.stdout) == page && quiet.stderr == "")
  }

  @Test func anInputMayBeAPipe() throws {
    let scratch = try folder()
    let records = try Data(contentsOf: URL(fileURLWithPath: scratch.file("records.aas")))
    let result = try Programs.run(
      "aa-report", ["-q", "--results", "results.json", "--records", "-"], stdin: [UInt8](records),
      folder: scratch.path)
    #expect(result.status == 0)
    #expect(result.text.contains("question 1") && result.text.contains("Not scored"))
  }

  @Test func wrongInputsGiveOneLineAndNoPage() throws {
    let scratch = try folder()
    try scratch.write("bad.json", Array("{\"schema\":1}\n".utf8))
    try scratch.write("metrics.jsonl", Array("{\"step\":1,\"loss\":2}\n{\"loss\":2}\n".utf8))
    try scratch.write(
      "cut.aas", Array(try Data(contentsOf: URL(fileURLWithPath: scratch.file("records.aas"))).dropLast(64)))
    func failure(_ arguments: [String]) throws -> String {
      let result = try Programs.run("aa-report", arguments + ["-o", "report.html"], folder: scratch.path)
      #expect(result.status == 1)
      #expect(result.stdout.isEmpty)
      #expect(result.stderr.filter { $0 == "\n" }.count == 1)
      return result.stderr
    }
    let good = ["--results", "results.json"]
    #expect(
      try failure(["--results", "bad.json"])
        == "aa-report: bad.json: 'accuracy' is missing; give results.json as aa-eval report writes it\n")
    #expect(
      try failure(["--results", "none.json"])
        == "aa-report: none.json: open failed: No such file or directory\n")
    #expect(
      try failure(good + ["--metrics", "metrics.jsonl"])
        == "aa-report: metrics.jsonl: line 2: 'step' is missing or no count; give metrics.jsonl as aa-train writes it, or leave --metrics out\n"
    )
    #expect(
      try failure(good + ["--records", "tokens.aas"])
        == "aa-report: tokens.aas: a stream of tokens, not of records; give what aa-convert wrote\n")
    let unmatched = try failure(
      good + ["--records", "records.aas", "--scores", "scores.jsonl", "--tokens", "tokens.aas"])
    #expect(unmatched.hasPrefix("aa-report: tokens.aas: has no tokens of records.aas: record "))
    #expect(unmatched.hasSuffix("; give the tokens that aa-tokenize made of these records\n"))
    #expect(try failure(good + ["--records", "cut.aas"]).hasPrefix("aa-report: cut.aas: "))
    #expect(try !scratch.list().contains { $0.contains("report.html") })
  }

  @Test func misuseIsSixtyFour() throws {
    #expect(try Programs.run("aa-report").status == 64)
    #expect(try Programs.run("aa-report", ["--results", "a", "--samples", "-1"]).status == 64)
    #expect(try Programs.run("aa-report", ["--results", "-", "--scores", "-"]).status == 64)
  }

  @Test func helpHasAnExampleAndExitCodes() throws {
    let help = try Programs.run("aa-report", ["--help"])
    #expect(help.status == 0)
    #expect(help.text.contains("aa-report --results results.json --control results-shuffled.json"))
    #expect(help.text.contains("Exit codes: 0 done; 1 failed; 64 wrong usage."))
  }
}
