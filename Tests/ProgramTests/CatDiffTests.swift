import ByteStreams
import PreferenceRecords
import ShardFormat
import Testing

@Suite struct CatDiffTests {
  private func shard(_ records: [PreferenceRecord]) throws -> [UInt8] {
    try CatShards.bytes(of: records) { _ in nil }
  }

  private let records = (0..<9).map { CatShards.record(3 * $0) }

  @Test func equalRecordsAreNoDifferenceWhereverTheyStand() throws {
    let scratch = try ScratchFolder()
    let a = try scratch.write("a.aas", try shard(records))
    let b = try scratch.write("b.aas", try shard(records.reversed()))
    for pair in [[a, a], [a, b]] {
      let result = try Programs.run("aa-cat", ["diff"] + pair)
      #expect(result.status == 0)
      #expect(result.text == "")
    }
  }

  @Test func whatIsNewGoneOrChangedIsListed() throws {
    let scratch = try ScratchFolder()
    var changed = records
    changed[2].candidates[1].parts = [.text("another")]
    changed[2].split = "validation"
    changed.remove(at: 5)
    changed.append(CatShards.record(99))
    let a = try scratch.write("a.aas", try shard(records))
    let result = try Programs.run("aa-cat", ["diff", a, "-"], stdin: shard(changed))
    #expect(result.status == 3)
    let lines = result.text.split(separator: "\n").map(String.init)
    #expect(
      lines == [
        "~ tiny r-6: candidates[1].parts[0].text, split",
        "- other r-15 \(SHA256.hash(records[5].encoded()))",
        "+ tiny r-99 \(SHA256.hash(CatShards.record(99).encoded()))",
      ])
    let json = try Programs.run("aa-cat", ["diff", "--json", a, "-"], stdin: shard(changed))
    #expect(json.text.contains(#"{"change":"changed","source":"tiny","id":"r-6""#))
    #expect(json.text.contains(#""fields":["candidates[1].parts[0].text","split"]"#))
  }

  @Test func recordsThatOccurTwiceCountTwice() throws {
    let scratch = try ScratchFolder()
    let a = try scratch.write("a.aas", try shard([records[0], records[0], records[1]]))
    let b = try scratch.write("b.aas", try shard([records[1], records[0]]))
    #expect(try Programs.run("aa-cat", ["diff", a, b]).text.split(separator: "\n").count == 1)
  }

  @Test func metaIsComparedUnlessRecordsOnly() throws {
    let scratch = try ScratchFolder()
    let bytes = try CatShards.bytes()
    let a = try scratch.write("a.aas", bytes)
    let b = try scratch.write("b.aas", try Programs.run("aa-cat", ["filter", "-q"], stdin: bytes).stdout)
    let result = try Programs.run("aa-cat", ["diff", a, b])
    #expect(result.status == 3)
    #expect(result.text == "META of member 0: 'chain' differs\n")
    #expect(try Programs.run("aa-cat", ["diff", "--records-only", a, b]).status == 0)
  }

  @Test func failuresAre1AndMisuse64() throws {
    let scratch = try ScratchFolder()
    let a = try scratch.write("a.aas", try CatShards.bytes())
    let t = try scratch.write("t.aas", try ToyShard.bytes(10))
    #expect(try Programs.run("aa-cat", ["diff", a, t]).status == 1)
    #expect(try Programs.run("aa-cat", ["diff", a, "/nonexistent"]).status == 1)
    #expect(try Programs.run("aa-cat", ["diff", a]).status == 64)
    #expect(try Programs.run("aa-cat", ["diff", "-", "-"]).status == 64)
  }
}
