import ByteStreams
import Foundation
import PreferenceRecords
import ShardFormat
import Testing
import TokenTrees

@Suite struct CatFilterTests {
  private func filter(_ arguments: [String], _ shard: [UInt8]) throws -> CatShards.Contents {
    let result = try Programs.run("aa-cat", ["filter", "-q"] + arguments, stdin: shard)
    #expect(result.status == 0, "\(result.stderr)")
    #expect(result.stderr == "")
    let check = try Programs.run("aa-cat", ["check"], stdin: result.stdout)
    #expect(check.status == 0, "\(check.text)")
    return try CatShards.contents(result.stdout)
  }

  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 19)])
  func keepingEverythingCopiesEveryFrameByteForByte(codec: ShardWriterOptions.Codec) throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 40, codec: codec))
    let before = try CatShards.contents(shard + shard)
    for arguments in [[], ["--modality", "t2t,ti2t,t2ta,t2at"], ["--source", "tiny,other"]] {
      let after = try filter(arguments, shard + shard)
      #expect(after.frames == before.frames)
      #expect(after.roots == before.roots)
      #expect(after.metas.count == 2)
    }
    #expect(before.frames.contains { $0.contains("zstd") } == (codec != .stored))
  }

  @Test func everyCriterionKeepsWhatFitsAndInvertTheRest() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 30))
    let records = (0..<30).map { CatShards.record($0) }
    let cases: [([String], (PreferenceRecord) -> Bool)] = [
      (["--modality", "ti2t"], { $0.modality == "ti2t" }),
      (["--modality", "ti2t,t2t"], { ["ti2t", "t2t"].contains($0.modality) }),
      (["--source", "other"], { $0.source.name == "other" }),
      (["--licence", "none"], { $0.licence == nil }),
      (["--split", "test", "--split", "none"], { $0.split == "test" || $0.split == nil }),
      (["--criterion", "safety"], { $0.judgements[0].criterion == "safety" }),
      (
        ["--criterion", "safety", "--split", "train"],
        {
          $0.judgements[0].criterion == "safety" && $0.split == "train"
        }
      ),
    ]
    for (arguments, fits) in cases {
      let kept = try filter(arguments, shard)
      #expect(kept.ids == records.filter(fits).map(\.id), "\(arguments)")
      #expect(kept.unresolved == 0)
      #expect(Set(kept.blobs) == Set(records.filter(fits).flatMap { $0.media.map(\.digest) }))
      let rest = try filter(arguments + ["--invert"], shard)
      #expect(rest.ids == records.filter { !fits($0) }.map(\.id))
      #expect(rest.unresolved == 0)
    }
  }

  @Test func identifiersAndDigestsComeFromAFileOrStandardInput() throws {
    let scratch = try ScratchFolder()
    let shard = try scratch.write("a.aas", try CatShards.bytes())
    let list = "r-3\n\(SHA256.hash(CatShards.record(7).encoded()).hex)\r\n\nnobody\n"
    let file = try scratch.write("ids", Array(list.utf8))
    for (ids, stdin) in [(file, [UInt8]()), ("-", Array(list.utf8))] {
      let result = try Programs.run("aa-cat", ["filter", "-q", "--ids", ids, shard], stdin: stdin)
      #expect(try CatShards.contents(result.stdout).ids == ["r-3", "r-7"])
      // The list stands in META by its hash, not by its path.
      let step = try #require(CatShards.contents(result.stdout).metas[0].chain.last)
      #expect(step.options.keys.sorted() == ["ids_sha256"])
    }
    #expect(try Programs.run("aa-cat", ["filter", "--ids", "-"]).status == 64)
  }

  @Test func aMediumStoredWithADroppedRecordComesInTime() throws {
    // Records 1 and 4 name one picture, which stands before 1; only 4 stays.
    let shard = try CatShards.bytes()
    let scratch = try ScratchFolder()
    let ids = try scratch.write("ids", Array("r-4\n".utf8))
    let kept = try filter(["--ids", ids], shard)
    #expect(kept.ids == ["r-4"])
    #expect(kept.unresolved == 0)
    #expect(kept.blobs == [SHA256.hash(CatShards.blob(1))])
  }

  @Test func mediaBeyondTheWindowAreStoredAgain() throws {
    // A window of 64 KiB and media of 20 KB: a shared picture must be repeated, and the filter must keep that right.
    let shape = CatShards.Shape(records: 60, blobBytes: 20_000, blobWindow: 1 << 16, frameBytes: 1 << 14)
    let shard = try CatShards.bytes(shape)
    for arguments in [[], ["--split", "train"], ["--modality", "ti2t"], ["--zstd", "3"]] {
      let kept = try filter(arguments, shard)
      #expect(kept.unresolved == 0)
      #expect(!kept.ids.isEmpty)
    }
  }

  @Test func reencodingKeepsTheContentRoot() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 40))
    let before = try CatShards.contents(shard)
    let packed = try Programs.run("aa-cat", ["filter", "-q", "--zstd", "9"], stdin: shard).stdout
    #expect(packed.count < shard.count)
    #expect(try CatShards.contents(packed).roots == before.roots)
    let unpacked = try filter(["--stored"], packed)
    #expect(unpacked.roots == before.roots)
    #expect(unpacked.records == before.records)
    // A part of a compressed shard stays compressed.
    let part = try filter(["--split", "train"], packed)
    #expect(part.frames.contains { $0.contains("zstd") })
  }

  @Test func tokenShardsKnowModalityAndDigests() throws {
    let groups = ToyShard.groups(300)
    let shard = try ToyShard.bytes(300)
    let scratch = try ScratchFolder()
    let wanted = groups[5..<105].map(\.record.hex).joined(separator: "\n")
    let ids = try scratch.write("ids", Array(wanted.utf8))
    #expect(try filter(["--modality", "t2t"], shard).frames == CatShards.contents(shard).frames)
    let anew = try filter(["--zstd", "9"], shard)
    #expect(anew.roots == (try CatShards.contents(shard).roots))
    #expect(anew.frames.contains { $0.contains("zstd") })
    let some = try filter(["--ids", ids], shard)
    #expect(some.groups.reduce(0, +) == 100)
    #expect(some.metas[0].tokenizer != nil)
    let refused = try Programs.run("aa-cat", ["filter", "--split", "train"], stdin: shard)
    #expect(refused.status == 1)
    #expect(refused.stderr.contains("filter the records before aa-tokenize"))
  }

  @Test func aPackedShardBecomesOneOfTokensAndSaysSo() throws {
    let packed = try Programs.run("aa-pack", ["-q"], stdin: ToyShard.bytes(300)).stdout
    #expect(try filter([], packed).frames == CatShards.contents(packed).frames)
    let result = try Programs.run("aa-cat", ["filter", "--modality", "t2t"], stdin: packed)
    #expect(result.status == 0)
    #expect(result.stderr.contains("plans left out"))
    let contents = try CatShards.contents(result.stdout)
    #expect(contents.metas[0].profile == .tokens)
    #expect(try Programs.run("aa-pack", ["-q"], stdin: result.stdout).status == 0)
  }

  @Test func membersWithoutAFitAreLeftOut() throws {
    let shape = CatShards.Shape(records: 6, source: "second")
    let kept = try filter(["--source", "second"], CatShards.bytes() + CatShards.bytes(shape))
    #expect(kept.metas.map { $0.sources[0]["name"]?.textValue } == ["second"])
  }

  @Test func nothingThatFitsIsAnEmptyShard() throws {
    let none = try filter(["--modality", "v2v"], CatShards.bytes())
    #expect(none.records.isEmpty)
    #expect(none.blobs.isEmpty)
    #expect(none.metas.count == 1)
  }

  @Test func aFailureReachesTheNextProgram() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 40))
    let results = try Programs.pipe(
      [["aa-cat", "filter", "-q"], ["aa-cat", "-q"]], stdin: Array(shard[..<(shard.count / 2 / 64 * 64)]))
    #expect(results[0].status == 1)
    #expect(results[1].status == 1)
    #expect(results[1].stderr.contains("an upstream stage failed: aa-cat: "))
  }
}
