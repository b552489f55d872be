import Foundation
import ShardFormat
import ByteStreams
import Testing

private func inFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
  try Files.makeFolder(folder + "/raw")
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

@Suite struct ConvertTests {
  private static let good = #"{"question":"q","response_1":"a","response_2":"b","overall_response":1}"# + "\n"

  @Test func theSameBytesForAnyNumberOfThreads() throws {
    try inFolder { folder in
      let rows = String(repeating: ConvertTests.good, count: 1000)
      try Files.write(Array(rows.utf8), to: folder + "/raw/train.jsonl")
      let one = try Programs.run("aa-convert", ["-q", "-j", "1", folder + "/raw"])
      let eight = try Programs.run("aa-convert", ["-q", "-j", "8", folder + "/raw"])
      #expect(one.status == 0)
      #expect(one.stdout == eight.stdout)
      let reader = ShardReader(source: MemorySource(one.stdout))
      var records = 0
      while let item = try reader.next() { if case .record = item { records += 1 } }
      #expect(records == 1000)
    }
  }

  @Test func theSummaryCountsLossesByTheirKind() throws {
    try inFolder { folder in
      let rows = [
        BadRow.image("none.png"), BadRow.image("bad.png"), BadRow.image("none.png"), "no json",
        BadRow.image("good.png").replacingOccurrences(of: ":1}", with: ":9}"), BadRow.image("good.png"),
      ]
      try Files.write(BadRow.lines(rows), to: folder + "/raw/train.jsonl")
      try Files.write(Array("bad".utf8), to: folder + "/raw/bad.png")
      try Files.write(BadRow.fixture("ti2t/images/000002.png"), to: folder + "/raw/good.png")
      let result = try Programs.run(
        "aa-convert", ["--adapter", "ti2t", "--skip-bad", folder + "/raw", "-o", folder + "/out.aas"])
      #expect(result.status == 3)
      let summary = result.stderr.split(separator: "\n").last ?? ""
      #expect(
        summary.hasPrefix(
          "aa-convert: 1 records, 1 media, 5 skipped (medium not there: 2, field 'overall_response': 1, "
            + "image not a medium that is known: 1, row that cannot be parsed: 1), "), "\(summary)")
    }
  }

  @Test func aDryRunShowsTheFirstRowsAndWritesNothing() throws {
    let scratch = try ScratchFolder()
    try scratch.write("a/p.png", try BadRow.fixture("ti2t/images/000002.png"))
    try scratch.write("a/rows.jsonl", BadRow.lines(Array(repeating: BadRow.image("p.png"), count: 3)))
    try scratch.write("b/rows.jsonl", BadRow.lines([BadRow.text(winner: "2"), BadRow.text(), "no json"]))
    func run(_ more: [String]) throws -> Programs.Result {
      try Programs.run("aa-convert", ["-q", "--dry-run", "a", "b"] + more, folder: scratch.path)
    }
    let two = try run(["--rows", "2"])
    #expect(two.status == 0, "\(two.stderr)")
    let lines = two.text.split(separator: "\n").map(String.init)
    #expect(lines.first == "a/rows.jsonl: read by align-anything-ti2t, chosen by the columns")
    #expect(lines.contains { $0.contains("[image/png, 224×224, ") })
    #expect(lines.filter { $0 == "    overall: candidate 1 beats 2" }.count == 3)
    #expect(lines.filter { $0 == "    overall: candidate 2 beats 1" }.count == 1)
    #expect(lines.last == "would be written of these rows: 4 records, 1 media")
    let all = try run(["-o", "out.aas"])
    #expect(all.status == 1)
    #expect(all.stderr.hasPrefix("aa-convert: 1 of the first rows cannot be used"))
    #expect(all.text.contains("  cannot be used: b/rows.jsonl: line 3"))
    #expect(try run(["--skip-bad"]).status == 3)
    #expect(try run(["--resume", "-o", "out.aas"]).status == 64)
    #expect(try scratch.list() == ["a", "b"])
  }

  @Test func anUnknownAdapterIsNamed() throws {
    try inFolder { folder in
      try Files.write(Array(ConvertTests.good.utf8), to: folder + "/raw/rows.jsonl")
      let result = try Programs.run(
        "aa-convert", ["--adapter", "nothing", folder + "/raw", "-o", folder + "/o"])
      #expect(result.status == 1)
      #expect(result.stderr.hasPrefix("aa-convert: --adapter nothing: no such adapter; there are aa-bench, "))
      #expect(try Programs.run("aa-convert").status == 64)
    }
  }
}
