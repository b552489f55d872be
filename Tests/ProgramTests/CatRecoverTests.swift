import ByteStreams
import Foundation
import JSON
import ShardFormat
import Testing

@Suite struct CatRecoverTests {
  private struct Recovered {
    var status: Int32
    var stderr: String
    var bytes: [UInt8]
    var contents: CatShards.Contents?
  }

  /// Recovers and checks what comes out.
  private func recover(_ bytes: [UInt8], _ arguments: [String] = []) throws -> Recovered {
    let result = try Programs.run("aa-cat", ["recover"] + arguments, stdin: bytes)
    if result.stdout.isEmpty {
      #expect(result.status == 1)
      return Recovered(status: result.status, stderr: result.stderr, bytes: [])
    }
    let check = try Programs.run("aa-cat", ["check", "-q"], stdin: result.stdout)
    #expect(check.status == 0, "\(check.text)")
    return Recovered(
      status: result.status, stderr: result.stderr, bytes: result.stdout,
      contents: try CatShards.contents(result.stdout))
  }

  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 3)])
  func aWholeShardLosesNothing(codec: ShardWriterOptions.Codec) throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 30, codec: codec))
    let saved = try recover(shard + shard)
    #expect(saved.status == 0)
    #expect(saved.stderr == "")
    let before = try CatShards.contents(shard + shard)
    #expect(saved.contents?.frames == before.frames)
    #expect(saved.contents?.metas.count == 2)
    #expect(saved.contents?.roots == before.roots)
  }

  @Test func everyCutGivesAGoodShardOfWhatWasThere() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 8, blobBytes: 100, frameBytes: 1 << 10))
    let whole = try CatShards.contents(shard)
    var most = 0
    for cut in stride(from: 0, to: shard.count, by: 64) {
      let saved = try recover(Array(shard[..<cut]))
      #expect(saved.status == 1 || saved.status == 3, "cut at \(cut)")
      #expect(!saved.stderr.isEmpty)
      let records = saved.contents?.records ?? []
      #expect(records == Array(whole.records[..<records.count]), "cut at \(cut)")
      #expect(records.count >= most)
      most = max(most, records.count)
    }
    #expect(most == whole.records.count)
  }

  @Test func aFlipInEachFrameLosesOnlyThat() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 20, frameBytes: 1 << 10))
    let whole = try CatShards.contents(shard)
    var kinds: Set<UInt8> = []
    for place in FrameWalk.frames(shard) {
      // In the header, and in the payload.
      for at in [place.offset + 20, place.offset + 66] {
        kinds.insert(place.kind)
        var damaged = shard
        damaged[at] ^= 0x10
        let saved = try recover(damaged)
        #expect(saved.status == 3, "kind \(place.kind)")
        let records = Set(saved.contents?.records ?? [])
        #expect(records.isSubset(of: whole.records))
        if place.kind != 2, place.kind != 3 { #expect(records == Set(whole.records), "kind \(place.kind)") }
        if place.kind == 2 || place.kind == 3 { #expect(saved.contents?.unresolved == 0) }
      }
    }
    #expect(kinds == [1, 2, 3, 7, 8, 9])
    // The preamble and the trailer.
    for at in [20, shard.count - 30] {
      var damaged = shard
      damaged[at] ^= 0x10
      let saved = try recover(damaged)
      #expect(saved.status == 3)
      #expect(saved.contents?.records == whole.records)
    }
  }

  @Test func recordsWithoutTheirMediaAreListed() throws {
    let scratch = try ScratchFolder()
    let shard = try CatShards.bytes(CatShards.Shape(records: 20, frameBytes: 1 << 10))
    let blobs = try #require(FrameWalk.frames(shard).first { $0.kind == 3 })
    var damaged = shard
    damaged[blobs.payload.upperBound - 40] ^= 1
    let path = try scratch.write("broken.aas", damaged)
    let out = scratch.file("saved.aas")
    let result = try Programs.run(
      "aa-cat", ["recover", path, "-o", out, "--losses", scratch.file("losses.jsonl")])
    #expect(result.status == 3)
    let lines = try String(decoding: Files.read(scratch.file("losses.jsonl")), as: UTF8.self)
      .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(lines.first?["error"]?.stringValue == "badPayloadChecksum")
    #expect(lines.first?["from"]?.intValue == blobs.offset)
    #expect(lines.first?["frame"]?.stringValue == "BLOBS")
    let ids = lines.compactMap { $0["id"]?.stringValue }
    #expect(!ids.isEmpty)
    let saved = try CatShards.contents(Files.read(out))
    #expect(Set(saved.ids).union(ids) == Set((0..<20).map { "r-\($0)" }))
    #expect(result.stderr.split(separator: "\n").count == lines.count)
  }

  @Test func aLostMetaIsReplaced() throws {
    let scratch = try ScratchFolder()
    let shard = try ToyShard.bytes(100)
    var damaged = shard
    damaged[140] ^= 1
    let minimal = try recover(damaged)
    #expect(minimal.status == 3)
    #expect(minimal.contents?.metas[0].profile == .tokens)
    #expect(minimal.contents?.metas[0].tokenizer == nil)
    #expect(minimal.stderr.contains("--meta-from"))
    let other = try scratch.write("other.aas", shard)
    let given = try recover(damaged, ["--meta-from", other])
    #expect(given.contents?.metas[0].tokenizer != nil)
    #expect(given.stderr.contains("found by its tag"))
    // Another member with the same META has it, too.
    let twin = try recover(damaged + shard)
    #expect(twin.contents?.metas.allSatisfy { $0.tokenizer != nil } == true)
    let wrong = try scratch.write("records.aas", try CatShards.bytes())
    #expect(try recover(damaged, ["--meta-from", wrong]).status == 1)
  }

  @Test func plansGoWhenGroupsAreLost() throws {
    let packed = try Programs.run("aa-pack", ["-q", "--window", "64"], stdin: ToyShard.bytes(400)).stdout
    let frames = FrameWalk.frames(packed)
    for kind: UInt8 in [4, 5] {
      let place = try #require(frames.first { $0.kind == kind })
      var damaged = packed
      damaged[place.offset + 70] ^= 1
      let saved = try recover(damaged)
      #expect(saved.status == 3)
      #expect(saved.contents?.metas[0].profile == .tokens)
      #expect(saved.stderr.contains("plans are left out"))
      #expect(saved.contents?.frames.contains { $0.hasPrefix("PLAN") } == false)
    }
    // An INDEX that is lost takes no plan with it.
    let index = try #require(frames.first { $0.kind == 8 })
    var damaged = packed
    damaged[index.offset + 70] ^= 1
    let saved = try recover(damaged)
    #expect(saved.contents?.metas[0].profile == .packed)
    #expect(saved.contents?.frames == (try CatShards.contents(packed).frames))
  }

  @Test func nothingSavedIsAFailureWithoutAnOutput() throws {
    let scratch = try ScratchFolder()
    for bytes in [[UInt8](), Array("no shard at all".utf8), [UInt8](repeating: 7, count: 1000)] {
      let path = try scratch.write("bad", bytes)
      let result = try Programs.run("aa-cat", ["recover", "-q", path, "-o", scratch.file("out.aas")])
      #expect(result.status == 1)
      #expect(result.stderr.split(separator: "\n").count == 1)
      #expect(try scratch.list() == ["bad"])
    }
  }

  @Test func anAbortedStreamGivesWhatItHad() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 40))
    let aborted = try Programs.run(
      "aa-cat", ["filter", "-q"], stdin: Array(shard[..<(shard.count * 3 / 4 / 64 * 64)])
    ).stdout
    let saved = try recover(aborted)
    #expect(saved.status == 3)
    #expect(saved.stderr.contains("[aborted]"))
    #expect((saved.contents?.records.count ?? 0) > 10)
  }
}
