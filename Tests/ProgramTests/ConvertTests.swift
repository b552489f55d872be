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
