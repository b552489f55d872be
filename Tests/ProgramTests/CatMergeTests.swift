import ByteStreams
import Foundation
import ShardFormat
import Testing

@Suite struct CatMergeTests {
  @Test func recordsComeOnceInTheOrderOfTheInputs() throws {
    let scratch = try ScratchFolder()
    let a = try scratch.write("a.aas", try CatShards.bytes(CatShards.Shape(records: 20)))
    let b = try scratch.write("b.aas", try CatShards.bytes(CatShards.Shape(records: 20, first: 10)))
    let out = scratch.file("out.aas")
    let result = try Programs.run("aa-cat", ["merge", "--list-duplicates", a, b, "-o", out])
    #expect(result.status == 0)
    #expect(result.stderr.contains("merge: 30 kept, 10 duplicates left out"))
    #expect(result.stderr.contains("left out, came before: r-10 "))
    let merged = try CatShards.contents(Files.read(out))
    #expect(merged.ids == (0..<30).map { "r-\($0)" })
    #expect(merged.metas.count == 1)
    #expect(merged.unresolved == 0)
    #expect(try Programs.run("aa-cat", ["check", out]).status == 0)
    // Again, and from a pipe: the same bytes.
    let again = try Programs.run("aa-cat", ["merge", "-q", a, "-"], stdin: Files.read(b))
    #expect(again.stdout == (try Files.read(out)))
  }

  @Test func framesOfOneInputAreCopied() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 40, codec: .zstd(level: 19)))
    let merged = try Programs.run("aa-cat", ["merge", "-q"], stdin: shard).stdout
    #expect(try CatShards.contents(merged).frames == CatShards.contents(shard).frames)
  }

  @Test func metaKeepsEverySourceAndEveryChain() throws {
    let scratch = try ScratchFolder()
    let convert = ToolStep(name: "aa-convert", version: "1")
    let validate = ToolStep(name: "aa-validate", version: "1")
    let a = try scratch.write("a.aas", try CatShards.bytes(CatShards.Shape(chain: [convert, validate])))
    let b = try scratch.write(
      "b.aas", try CatShards.bytes(CatShards.Shape(first: 20, chain: [convert], source: "second")))
    let meta = try CatShards.contents(Programs.run("aa-cat", ["merge", "-q", a, b]).stdout).metas[0]
    #expect(meta.sources.map { $0["name"]?.textValue } == ["tiny", "second"])
    #expect(meta.chain.map(\.name) == ["aa-convert", "aa-cat merge"])
    #expect(meta.fields["merged_chains"]?.arrayValue?.map { $0.arrayValue?.count } == [2, 1])
    let same = try CatShards.contents(Programs.run("aa-cat", ["merge", "-q", a, a]).stdout).metas[0]
    #expect(same.chain.map(\.name) == ["aa-convert", "aa-validate", "aa-cat merge"])
    #expect(same.fields.isEmpty)
  }

  @Test func differentProfilesAndTokenizersAreRefused() throws {
    let scratch = try ScratchFolder()
    let records = try scratch.write("r.aas", try CatShards.bytes())
    let tokens = try scratch.write("t.aas", try ToyShard.bytes(50))
    let out = scratch.file("out.aas")
    let result = try Programs.run("aa-cat", ["merge", records, tokens, "-o", out])
    #expect(result.status == 1)
    #expect(result.stderr.contains("a shard of tokens, but \(records) is one of records"))
    #expect(!FileManager.default.fileExists(atPath: out))
  }

  @Test func tokenGroupsAreMergedToo() throws {
    let scratch = try ScratchFolder()
    let a = try scratch.write("a.aas", try ToyShard.bytes(100))
    let b = try scratch.write("b.aas", try ToyShard.bytes(100, seed: 2))
    let merged = try CatShards.contents(Programs.run("aa-cat", ["merge", "-q", a, b, a]).stdout)
    #expect(merged.groups.reduce(0, +) == 200)
  }
}
