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

private func row(_ winner: Int, image: String) -> String {
  #"{"question":"q","image":"\#(image)","response_1":"a","response_2":"b","overall_response":\#(winner)}"#
    + "\n"
}

@Suite struct ConvertTests {
  private static let hint = " (--skip-bad passes over such rows)\n"
  private static let good = #"{"question":"q","response_1":"a","response_2":"b","overall_response":1}"# + "\n"

  /// A first row that is good, a second that is not: what the one line says.
  static let cases: [(rows: String, message: String)] = [
    (good + "{\"question\":\n", "rows.jsonl: line 2, column 13: unexpected end of the document"),
    (
      good + good.replacingOccurrences(of: ":1}", with: ":3}"),
      "rows.jsonl: line 2: field 'overall_response': the winner '3' is no candidate: labels are 1 to 2, ties are 0, tie, both_bad"
    ),
    (
      good + #"{"question":"q","response_1":"a","overall_response":1}"# + "\n",
      "rows.jsonl: line 2: field 'response_2': is missing"
    ),
    (
      row(1, image: "../../etc/passwd"),
      "rows.jsonl: line 1: field 'image': the path '../../etc/passwd' climbs out of its folder: refused"
    ),
    (
      row(1, image: "no.jpg"),
      "rows.jsonl: line 1: field 'image': there is no file 'no.jpg' beside rows.jsonl; if it lies elsewhere, give --media-root"
    ),
  ]

  @Test(arguments: cases.indices)
  func badRowsGiveOneLineAndNoFile(index: Int) throws {
    try inFolder { folder in
      let (rows, message) = ConvertTests.cases[index]
      try Files.write(Array(rows.utf8), to: folder + "/raw/rows.jsonl")
      let arguments = ["-q", folder + "/raw/rows.jsonl", "-o", folder + "/out.aas"]
      let failed = try Programs.run("aa-convert", arguments)
      #expect(failed.status == 1)
      #expect(failed.stderr == "aa-convert: " + message + ConvertTests.hint)
      #expect(try Files.list(folder) == ["raw"])
      let skipped = try Programs.run("aa-convert", arguments + ["--skip-bad"])
      #expect(skipped.status == 3)
      #expect(skipped.stderr == "aa-convert: skipped: " + message + "\n")
      #expect(try Files.list(folder) == ["out.aas", "raw"])
    }
  }

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
