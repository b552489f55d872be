import ByteStreams
import ShardFormat
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 3)])
  func everythingWrittenIsReadBack(codec: ShardWriterOptions.Codec) throws {
    let sink = MemorySink()
    let meta = ShardMeta(
      profile: .records, sources: [["name": "tiny"]], chain: [ToolStep(name: "aa-convert", version: "1")])
    let writer = try ShardWriter(sink: sink, meta: meta, options: ShardWriterOptions(codec: codec))
    let blob = [UInt8](repeating: 7, count: 1000)
    let digest = try writer.add(blob: blob, facts: ["kind": "image"])
    #expect(try writer.add(blob: blob) == digest)
    let record = CBOR.object(["media": .bytes(digest.bytes)]).encode()
    try writer.add(record: record)
    writer.count("records.by_modality", key: "i2t")
    try writer.finish()
    #expect(sink.bytes.count % 64 == 0)

    let reader = ShardReader(source: MemorySource(sink.bytes))
    var seen: [String] = []
    while let item = try reader.next() {
      switch item {
      case .meta(let found):
        #expect(found == meta)
        seen.append("meta")
      case .blob(let found):
        #expect(found == Blob(digest: digest, facts: ["kind": "image"], bytes: blob))
        seen.append("blob")
      case .record(let found):
        #expect(found.bytes == record)
        #expect(reader.blob(digest)?.bytes == blob)
        seen.append("record")
      case .end(let end):
        #expect(end.records == 1)
        #expect(end.blobs == 1)
        #expect(end.summary?["counters"]?["records.by_modality"]?["i2t"]?.intValue == 1)
        seen.append("end")
      case .tokens, .plan, .other: Issue.record("unexpected item")
      }
    }
    #expect(seen == ["meta", "blob", "record", "end"])
  }
}
