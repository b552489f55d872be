import ByteStreams
import Foundation
import JSON
import PreferenceRecords
import ShardFormat
import Testing

@Suite struct CatCheckTests {
  /// The errors that `check --json` names, by frame.
  private func problems(_ bytes: [UInt8], _ arguments: [String] = []) throws -> [String] {
    let scratch = try ScratchFolder()
    let path = try scratch.write("a.aas", bytes)
    let result = try Programs.run("aa-cat", ["check", "-q", "--json"] + arguments + [path])
    let lines = try result.text.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(result.status == (lines.isEmpty ? 0 : 1), "\(result.stderr)")
    for line in lines {
      #expect(line["file"]?.stringValue == path)
      #expect(line.objectValue?.keys == ["error", "file", "frame", "offset", "message"])
    }
    return lines.compactMap { $0["error"]?.stringValue }
  }

  @Test func goodShardsAreRight() throws {
    let shard = try CatShards.bytes()
    let packed = try Programs.run("aa-pack", ["-q"], stdin: ToyShard.bytes(300)).stdout
    for bytes in [shard, shard + shard, try ToyShard.bytes(100), packed] {
      #expect(try problems(bytes) == [])
      #expect(try problems(bytes, ["--quick"]) == [])
      #expect(try Programs.run("aa-cat", ["check"], stdin: bytes).status == 0)
    }
  }

  @Test func endingsThatContradictTheFramesAreNamed() throws {
    let shard = try CatShards.bytes()
    let frames = FrameWalk.frames(shard)
    let index = try #require(frames.first { $0.kind == 8 })
    let summary = try #require(frames.first { $0.kind == 9 })
    // The last bytes of INDEX's arrays: an entry count that is one more.
    let entries = FrameWalk.forging(shard, index) { payload in
      let at = payload.lastIndex { $0 != 0 } ?? 0
      payload[at] &+= 1
    }
    #expect(try problems(entries) == ["badIndex"])
    let counters = FrameWalk.forging(shard, summary) { payload in
      // "counters" becomes another key.
      if let at = payload.firstRange(of: Array("counters".utf8)) { payload[at.lowerBound + 7] = 0x74 }
    }
    #expect(try problems(counters) == ["badSummary"])
    #expect(try problems(FrameWalk.forgingTrailer(shard, at: 16, by: 64)).first == "badTrailer")
    #expect(try problems(FrameWalk.forgingTrailer(shard, at: 24, by: -64), ["--quick"]).count == 1)
  }

  @Test func indexRowsOfABlobThatIsStoredAgainMayComeInAnyOrder() throws {
    // A small window makes the shared pictures come again.
    let shard = try CatShards.bytes(
      CatShards.Shape(records: 60, blobBytes: 20_000, blobWindow: 1 << 16, frameBytes: 1 << 14))
    let index = try #require(FrameWalk.frames(shard).first { $0.kind == 8 })
    var turned = 0
    let other = try FrameWalk.forging(shard, index) { payload in
      var block = try ColumnBlock(Payload(payload))
      let digests = try block.bytes("blob.digest")
      var frames = try block.u32("blob.frame")
      var slots = try block.u32("blob.slot")
      for i in 1..<frames.count where digests[32 * (i - 1)..<32 * i] == digests[32 * i..<32 * i + 32] {
        frames.swapAt(i - 1, i)
        slots.swapAt(i - 1, i)
        turned += 1
      }
      block.set("blob.frame", u32: frames)
      block.set("blob.slot", u32: slots)
      payload = block.encoded()
    }
    #expect(turned > 0)
    #expect(other != shard)
    #expect(try problems(other) == [])
  }

  @Test func everyDamagedFrameOfAFileIsFound() throws {
    let shard = try CatShards.bytes(CatShards.Shape(records: 40))
    let frames = FrameWalk.frames(shard).filter { $0.kind == 2 || $0.kind == 3 }
    #expect(frames.count >= 6)
    var damaged = shard
    for place in [frames[1], frames[3], frames[5]] { damaged[place.offset + 70] ^= 1 }
    #expect(try problems(damaged) == Array(repeating: "badPayloadChecksum", count: 3))
    // A pipe is read as far as it goes; the ends alone look right.
    let pipe = try Programs.run("aa-cat", ["check"], stdin: damaged)
    #expect(pipe.status == 1)
    #expect(pipe.text.split(separator: "\n").count == 1)
    #expect(pipe.text.hasPrefix("standard input: frame "))
    #expect(try problems(damaged, ["--quick"]) == [])
  }

  @Test func mediaThatAreNotThereAreNamed() throws {
    // Record 1 names a picture; its shard has none.
    let shard = try CatShards.bytes(of: [CatShards.record(0), CatShards.record(1)]) { _ in nil }
    let result = try Programs.run("aa-cat", ["check"], stdin: shard)
    #expect(result.status == 1)
    #expect(result.text.contains("unresolvedBlob: record 2 (r-1) names the medium"))
    #expect(try problems(shard) == ["unresolvedBlob"])
  }

  @Test func plansThatDoNotFitAreNamed() throws {
    let packed = try Programs.run("aa-pack", ["-q"], stdin: ToyShard.bytes(300)).stdout
    let sink = MemorySink()
    let reader = ShardReader(source: MemorySource(packed))
    var writer: ShardWriter?
    var dropped = false
    while let frame = try reader.nextFrame() {
      switch frame {
      case .meta(let meta): writer = try ShardWriter(sink: sink, meta: meta)
      // The first frame of tokens is left out.
      case .tokens(_, let raw):
        if dropped { try writer?.add(frame: raw) }
        dropped = true
      case .plan(_, let raw): try writer?.add(frame: raw)
      default: break
      }
    }
    try writer?.finish()
    #expect(try problems(sink.bytes) == ["badPlan"])
  }

  @Test func cutsAndRubbishAreNamed() throws {
    let shard = try CatShards.bytes()
    #expect(try problems(Array(shard[..<(shard.count - 64)]), ["--quick"]) == ["missingEnd"])
    #expect(try problems([]) == ["emptyInput"])
    #expect(try problems(Array("hello, this is no shard".utf8)).first == "badMagic")
    #expect(try Programs.run("aa-cat", ["check", "/nonexistent.aas"]).status == 1)
    #expect(try Programs.run("aa-cat", ["check", "--quick"]).status == 64)
  }
}
