import ByteStreams
import Foundation
import PreferenceRecords
import ShardFormat
import Testing

@Suite struct CatTests {
  static func shard(records: Int = 2) throws -> [UInt8] {
    let sink = MemorySink()
    let meta = ShardMeta(
      profile: .records, sources: [["name": "tiny"]],
      chain: [ToolStep(name: "aa-convert", version: "1", options: ["media": "keep"])])
    let writer = try ShardWriter(sink: sink, meta: meta)
    let digest = try writer.add(blob: Array("picture".utf8), facts: ["kind": "image"])
    for i in 0..<records {
      try writer.add(record: CBOR.object(["n": .integer(i), "media": .bytes(digest.bytes)]).encode())
      writer.count("records.by_modality", key: "i2t")
    }
    try writer.finish()
    return sink.bytes
  }

  @Test func printsOneLineAnItem() throws {
    let result = try Programs.run("aa-cat", stdin: CatTests.shard())
    #expect(result.status == 0)
    #expect(result.stderr == "aa-cat: standard input: 2 records, 1 media, 0 column frames\n")
    let digest = SHA256.hash(Array("picture".utf8)).hex
    let lines = result.text.split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(
      lines.first
        == #"{"meta":{"chain":[{"name":"aa-convert","version":"1","options":{"media":"keep"}}],"profile":"records","sources":[{"name":"tiny"}]}}"#
    )
    #expect(lines[1] == #"{"blob":{"sha256":"\#(digest)","bytes":7,"facts":{"kind":"image"}}}"#)
    #expect(lines[3].hasSuffix(#""record":{"n":1,"media":"\#(digest)"}}"#))
  }

  @Test func preferenceRecordsHaveTheirLongNames() throws {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records))
    let record = PreferenceRecord(
      id: "r1", prompt: [Message(role: .user, parts: [.text("2 + 2?")])],
      candidates: [Candidate(parts: [.text("4")]), Candidate(parts: [.text("5")])],
      source: Source(name: "tiny", locator: "a.jsonl:1"))
    try writer.add(record: record.encoded())
    try writer.finish()
    let result = try Programs.run("aa-cat", ["-q"], stdin: sink.bytes)
    #expect(result.stderr == "")
    #expect(result.text.hasSuffix(#""record":"# + record.jsonText + "}\n"))
  }

  @Test func infoOfAFileAndOfAPipeAgree() throws {
    let scratch = try ScratchFolder()
    let bytes = try CatTests.shard()
    let path = try scratch.write("a.aas", bytes + CatTests.shard(records: 3))
    let file = try Programs.run("aa-cat", ["--info", path])
    #expect(file.status == 0)
    #expect(file.stderr == "")
    #expect(file.text.contains("  tool                 aa-convert 1 media=keep\n"))
    #expect(file.text.contains("  records              3 "))
    #expect(file.text.contains("  records by modality  i2t: 2\n"))
    #expect(try Programs.run("aa-cat", ["info", path]).text == file.text)
    let pipe = try Programs.run("aa-cat", ["--info", "-"], stdin: Files.read(path))
    #expect(pipe.text == file.text.replacingOccurrences(of: path, with: "standard input"))
    let json = try Programs.run("aa-cat", ["--info", "--json", path])
    #expect(json.text.split(separator: "\n").count == 2)
  }

  @Test func damageAndCutsFailInOneLine() throws {
    let whole = try CatTests.shard()
    let cut = try Programs.run("aa-cat", ["-q"], stdin: Array(whole[..<512]))
    #expect(cut.status == 1)
    #expect(cut.stderr.split(separator: "\n").count == 1)
    #expect(cut.stderr.hasPrefix("aa-cat: standard input: frame "))
    #expect(cut.stderr.contains("upstream ended after "))
    #expect(cut.stderr.contains("last stage: aa-convert"))

    var damaged = whole
    damaged[300] ^= 1
    #expect(try Programs.run("aa-cat", ["-q"], stdin: damaged).status == 1)

    let empty = try Programs.run("aa-cat")
    #expect(empty.status == 1)
    #expect(
      empty.stderr
        == "aa-cat: standard input: byte 0: no shard stream: the input is empty; look at the message of the program before this one\n"
    )
    #expect(try Programs.run("aa-cat", ["--info", "/nonexistent.aas"]).status == 1)
  }

  @Test func wrongUsageIs64() throws {
    #expect(try Programs.run("aa-cat", ["--json"]).status == 64)
  }

  @Test func aReaderThatLeavesEndsItQuietly() throws {
    // `aa-cat --version` closes its standard input unread: the writer before it must go without a word.
    let results = try Programs.pipe(
      [["aa-cat", "-q"], ["aa-cat", "--version"]], stdin: CatTests.shard(records: 5_000))
    #expect(results[0].stderr == "")
    #expect(results[0].status == -SIGPIPE || results[0].status == 0)
    #expect(results[1].status == 0)
  }

  @Test func aKilledUpstreamFailsTheReader() throws {
    let running = try Programs.start([["aa-cat", "-q"], ["aa-cat", "-q"]], stdin: nil)
    running[0].kill()
    let results = running.map { $0.wait() }
    #expect(results[0].status == -SIGKILL)
    #expect(results[1].status == 1)
    #expect(results[1].stderr.contains("the input is empty"))
  }
}
