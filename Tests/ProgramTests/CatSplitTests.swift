import ByteStreams
import Foundation
import ShardFormat
import Testing

@Suite struct CatSplitTests {
  private func parts(_ scratch: ScratchFolder, _ prefix: String) throws -> [String: CatShards.Contents] {
    var parts: [String: CatShards.Contents] = [:]
    for name in try scratch.list() where name.hasPrefix(prefix + "-") {
      parts[name] = try CatShards.contents(Files.read(scratch.file(name)))
      #expect(try Programs.run("aa-cat", ["check", scratch.file(name)]).status == 0)
    }
    return parts
  }

  @Test func partsByHashDoNotMoveWhenRecordsAreAdded() throws {
    let scratch = try ScratchFolder()
    for (prefix, count) in [("few", 30), ("many", 45)] {
      let result = try Programs.run(
        "aa-cat", ["split", "--parts", "4", "-o", scratch.file(prefix)],
        stdin: CatShards.bytes(CatShards.Shape(records: count)))
      #expect(result.status == 0, "\(result.stderr)")
    }
    let few = try parts(scratch, "few")
    let many = try parts(scratch, "many")
    #expect(few.keys.sorted() == (0..<4).map { "few-0000\($0).aas" })
    for part in 0..<4 {
      let (a, b) = (few["few-0000\(part).aas"], many["many-0000\(part).aas"])
      let (before, after) = (Set(a?.records ?? []), Set(b?.records ?? []))
      #expect(before.isSubset(of: after))
      #expect(a?.unresolved == 0)
    }
    #expect(few.values.reduce(0) { $0 + $1.records.count } == 30)
  }

  @Test func recordsAreCutInTheirOrder() throws {
    let scratch = try ScratchFolder()
    let shard = try CatShards.bytes(CatShards.Shape(records: 30))
    for prefix in ["a", "b"] {
      let result = try Programs.run(
        "aa-cat", ["split", "-q", "--records", "12", "-o", scratch.file(prefix)], stdin: shard)
      #expect(result.status == 0)
    }
    let cut = try parts(scratch, "a")
    #expect(cut["a-00000.aas"]?.ids == (0..<12).map { "r-\($0)" })
    #expect(cut["a-00002.aas"]?.ids == (24..<30).map { "r-\($0)" })
    for part in 0..<3 {
      #expect(
        try Files.read(scratch.file("a-0000\(part).aas")) == Files.read(scratch.file("b-0000\(part).aas")))
    }
  }

  @Test func keysNameTheirParts() throws {
    let scratch = try ScratchFolder()
    let shard = try CatShards.bytes(CatShards.Shape(records: 30, source: "a/ü"))
    for key in ["split", "modality", "source"] {
      let result = try Programs.run(
        "aa-cat", ["split", "-q", "--by", key, "-o", scratch.file(key)], stdin: shard)
      #expect(result.status == 0, "\(result.stderr)")
    }
    #expect(
      try parts(scratch, "split").keys.sorted() == ["split-none.aas", "split-test.aas", "split-train.aas"])
    #expect(try parts(scratch, "source").keys.sorted() == ["source-a%2F%C3%BC.aas", "source-other.aas"])
    #expect(try parts(scratch, "modality").values.reduce(0) { $0 + $1.records.count } == 30)
  }

  @Test func splittingAndMergingGivesTheSameRecords() throws {
    let scratch = try ScratchFolder()
    let shard = try CatShards.bytes(CatShards.Shape(records: 50, codec: .zstd(level: 3)))
    _ = try Programs.run("aa-cat", ["split", "-q", "--parts", "3", "-o", scratch.file("p")], stdin: shard)
    let files = try scratch.list().map { scratch.file($0) }
    let merged = try CatShards.contents(Programs.run("aa-cat", ["merge", "-q"] + files).stdout)
    #expect(merged.records.sorted() == (try CatShards.contents(shard).records.sorted()))
    #expect(merged.unresolved == 0)
  }

  @Test func tokenShardsSplitByHashAndModality() throws {
    let scratch = try ScratchFolder()
    let tokens = try ToyShard.bytes(200)
    #expect(
      try Programs.run("aa-cat", ["split", "-q", "--parts", "2", "-o", scratch.file("p")], stdin: tokens)
        .status == 0)
    let cut = try parts(scratch, "p")
    #expect(cut.values.reduce(0) { $0 + $1.groups.reduce(0, +) } == 200)
    let refused = try Programs.run(
      "aa-cat", ["split", "--by", "source", "-o", scratch.file("s")], stdin: tokens)
    #expect(refused.status == 1)
    #expect(try scratch.list().allSatisfy { $0.hasPrefix("p-") })
  }

  @Test func wrongUsageIs64() throws {
    for arguments in [[], ["--parts", "0"], ["--parts", "2", "--by", "split"], ["--by", "colour"]] {
      #expect(try Programs.run("aa-cat", ["split", "-o", "x"] + arguments).status == 64, "\(arguments)")
    }
    #expect(try Programs.run("aa-cat", ["split", "--parts", "2"]).status == 64)
  }
}
