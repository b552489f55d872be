import ByteStreams
import Foundation
import JSON
import PreferenceRecords
import ShardFormat
import Testing

@Suite struct ValidateTests {
  /// Three records; the second's chosen and rejected are the same.
  private static func shard(bad: Bool = true) throws -> [UInt8] {
    let sink = MemorySink()
    let step = ToolStep(name: "aa-convert", version: "0")
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records, chain: [step]))
    for i in 0..<3 {
      let record = PreferenceRecord(
        id: "r\(i)", prompt: [Message(role: .user, parts: [.text("prompt \(i)")])],
        candidates: [
          Candidate(parts: [.text("same")]), Candidate(parts: [.text(i == 1 && bad ? "same" : "other")]),
        ],
        judgements: [
          Judgement(verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: "overall")
        ], source: Source(name: "test", locator: "train.jsonl:\(i + 1)"))
      try writer.add(record: record.encoded())
    }
    try writer.finish()
    return sink.bytes
  }

  @Test func findingsAreJSONLines() throws {
    let result = try Programs.run("aa-validate", stdin: try Self.shard())
    #expect(result.status == 1)
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 1)
    let finding = try JSONValue(parsing: String(lines[0]))
    #expect(finding["check"]?.stringValue == "P01")
    #expect(finding["severity"]?.stringValue == "E")
    #expect(finding["place"]?.stringValue == "train.jsonl:2")
    #expect(finding["ordinal"]?.intValue == 1)
    #expect(finding["record"]?.stringValue?.count == 64)
    #expect(finding["message"]?.stringValue == "judgements[0]: candidates 0 and 1 are identical")
    #expect(
      result.stderr == """
        aa-validate: 3 records, 0 media: 1 bad; 1 errors, 0 warnings (P01 1)
        aa-validate: standard input: 1 errors in 1 records; --filter leaves bad records out

        """)
  }

  @Test func aGoodStreamIsExitZero() throws {
    let result = try Programs.run("aa-validate", ["-q"], stdin: try Self.shard(bad: false))
    #expect(result.status == 0)
    #expect(result.stdout.isEmpty)
    #expect(result.stderr == "")
  }

  @Test func theFilterListsWhatItDrops() throws {
    let result = try Programs.run("aa-validate", ["--filter"], stdin: try Self.shard())
    #expect(result.status == 3)
    #expect(
      result.stderr == """
        aa-validate: train.jsonl:2: record 1: P01: judgements[0]: candidates 0 and 1 are identical
        aa-validate: 3 records, 0 media: 1 bad; 1 errors, 0 warnings (P01 1)

        """)
    let again = try Programs.run("aa-validate", stdin: result.stdout)
    #expect(again.status == 0)
    #expect(again.stderr == "aa-validate: 2 records, 0 media: all good; 0 errors, 0 warnings\n")
  }

  @Test func threadsChangeNoByte() throws {
    let shard = try Self.shard()
    let one = try Programs.run("aa-validate", ["--filter", "-j1"], stdin: shard)
    let eight = try Programs.run("aa-validate", ["--filter", "-j8"], stdin: shard)
    #expect(one.stdout == eight.stdout)
    #expect(one.stderr == eight.stderr)
  }

  @Test func aCutStreamIsNamedAndStopsWhoReadsOn() throws {
    let shard = try Self.shard(bad: false)
    let cut = Array(shard[..<(shard.count / 128 * 64)])
    let alone = try Programs.run("aa-validate", stdin: cut)
    #expect(alone.status == 1)
    #expect(alone.stderr.contains("upstream ended after"))
    #expect(alone.stderr.contains("last stage: aa-convert"))
    #expect(try JSONValue(parsing: alone.stdout)["check"]?.stringValue == "C04")
    let pipe = try Programs.pipe([["aa-validate", "--filter"], ["aa-validate"]], stdin: cut)
    #expect(pipe.map(\.status) == [1, 1])
    #expect(pipe[1].stderr.contains("an upstream stage failed: aa-validate: "))
  }

  @Test func damageIsNamed() throws {
    var shard = try Self.shard(bad: false)
    shard[shard.count / 3] ^= 1
    let result = try Programs.run("aa-validate", ["-q"], stdin: shard)
    #expect(result.status == 1)
    #expect(result.text.hasPrefix("{\"check\":\"C0"))
  }

  @Test func aFailedFilterLeavesNoFile() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let shard = try Self.shard()
    let out = folder.appendingPathComponent("good.aas").path
    let cut = try Programs.run(
      "aa-validate", ["--filter", "-o", out], stdin: Array(shard.dropLast(640)))
    #expect(cut.status == 1)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
    let whole = try Programs.run(
      "aa-validate",
      ["--filter", "-q", "-o", out, "--findings", out + ".jsonl", "--summary", out + ".json"], stdin: shard)
    #expect(whole.status == 3)
    #expect(whole.stderr == "")
    let summary = try JSONValue(parsing: [UInt8](try Data(contentsOf: URL(fileURLWithPath: out + ".json"))))
    #expect(summary["bad_records"]?.intValue == 1)
    #expect(summary["by_check"]?["P01"]?.intValue == 1)
  }

  @Test func checksAreListedAndChosen() throws {
    let list = try Programs.run("aa-validate", ["--list"])
    #expect(list.status == 0)
    for id in ["C01", "C07", "S05", "M02", "M09", "P01", "P17"] {
      #expect(list.text.contains("\n\(id) ") || list.text.hasPrefix(id))
    }
    let shard = try Self.shard()
    #expect(try Programs.run("aa-validate", ["-q", "--skip", "P01"], stdin: shard).status == 0)
    #expect(try Programs.run("aa-validate", ["-q", "--only", "P01,S04"], stdin: shard).status == 1)
    #expect(try Programs.run("aa-validate", ["--skip", "Z99"], stdin: shard).status == 64)
    #expect(try Programs.run("aa-validate", ["-o", "x.aas"], stdin: shard).status == 64)
  }
}
