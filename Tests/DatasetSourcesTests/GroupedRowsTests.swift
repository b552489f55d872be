import DatasetSources
import Foundation
import MediaCodecs
import PreferenceRecords
import Testing

@Suite struct GroupedRowsTests {
  private static let adapter = """
    adapter: a
    group: q
    prompt: [{text: rows.0.q}]
    candidates: {each: rows, parts: [{text: a}]}
    judgements: {overall: {choice: {scores: s}}}
    """

  /// How many candidates each record has; 0 for a row that failed.
  private func candidates(_ rows: String, file: String) throws -> [Int] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent(file)
    try Data(rows.utf8).write(to: path)
    let adapter = try Adapter(yaml: Self.adapter, file: "a")
    let input = try ConversionInput(
      try #require(try RowFile.find(path.path).first), adapter: adapter, library: AdapterLibrary([]))
    var counts: [Int] = []
    try Conversion(
      inputs: [input], locator: try MediaLocator(roots: []),
      preparation: MediaPreparation(nil, by: LocalMedia()), threads: 2
    ).run { result in
      guard case .record(let converted) = result else { return counts.append(0) }
      counts.append(try PreferenceRecord(decoding: converted.bytes).candidates.count)
    }
    return counts
  }

  private func row(_ question: String, _ score: Int = 1) -> String {
    #"{"q":"\#(question)","a":"A","s":\#(score)}"#
  }

  @Test func adjacentRowsMakeOneRecord() throws {
    let rows = [row("1"), row("1", 2), row("2"), row("3"), row("3"), row("3"), row("1")]
    #expect(try candidates(rows.joined(separator: "\n"), file: "x.jsonl") == [2, 1, 3, 1])
  }

  @Test func aBadRowIsAllThatIsLost() throws {
    let rows = [row("1"), "{", row("1"), #"{"a":"A"}"#, row("1"), row("1")]
    #expect(try candidates(rows.joined(separator: "\n"), file: "x.jsonl") == [1, 0, 1, 0, 2])
  }

  @Test func whatStandsBeforeTheEndOfAFileIsKept() throws {
    #expect(try candidates("[\(row("1")),\(row("2")),\(row("2"))}", file: "x.json") == [1, 2, 0])
  }

  @Test func aLongGroupIsParted() throws {
    let rows = Array(repeating: row("1"), count: 1030)
    #expect(try candidates(rows.joined(separator: "\n"), file: "x.jsonl") == [1024, 6])
  }
}
