import ByteStreams
import ShardFormat
import Testing

@Suite struct StreamTests {
  @Test(arguments: [1, 2, 7, 63, 64, 65, 127, 4096, 1 << 16, 1 << 20])
  func readSizesDoNotMatter(step: Int) throws {
    let whole = try SampleShard.bytes(codec: .zstd(level: 3))
    #expect(try SampleShard.reading(TricklingSource(whole, step: step)) == SampleShard.reading(whole))
  }

  @Test func codecsGiveTheSameContentRootAndItems() throws {
    let stored = try SampleShard.bytes(records: 40, blobBytes: 3000)
    let packed = try SampleShard.bytes(records: 40, blobBytes: 3000, codec: .zstd(level: 9))
    #expect(packed.count < stored.count / 2)
    #expect(try SampleShard.reading(stored) == SampleShard.reading(packed))
  }

  @Test func framingDoesNotChangeTheContentRootOfRecords() throws {
    let fine = try SampleShard.reading(SampleShard.bytes(records: 20, frameBytes: 200))
    let coarse = try SampleShard.reading(SampleShard.bytes(records: 20, frameBytes: 1 << 20))
    #expect(fine.last == coarse.last)
    #expect(fine.filter { $0.hasPrefix("record") } == coarse.filter { $0.hasPrefix("record") })
  }

  @Test func theSameInputGivesTheSameBytes() throws {
    #expect(try SampleShard.bytes() == SampleShard.bytes())
  }

  @Test func concatenatedFilesReadAsOneStream() throws {
    let a = try SampleShard.bytes(records: 2)
    let b = try SampleShard.bytes(records: 3)
    let lines = try SampleShard.reading(a + b)
    #expect(lines.filter { $0.hasPrefix("meta") }.count == 2)
    #expect(
      lines.filter { $0.hasPrefix("record") }.map { $0.split(separator: " ")[1] } == [
        "0", "1", "2", "3", "4",
      ])
    #expect(SampleShard.code(a + b[..<640]) == .missingEnd)
    #expect(SampleShard.code(a + [0]) != nil)
  }

  @Test func blobsAreStoredOnceWithinTheWindowAndAgainBeyond() throws {
    let sink = MemorySink()
    let writer = try ShardWriter(
      sink: sink, meta: SampleShard.meta, options: ShardWriterOptions(frameBytes: 4096, blobWindow: 1 << 16))
    let first = [UInt8](repeating: 1, count: 5000)
    var order: [Digest] = []
    for i in 0..<30 {
      let shared = try writer.add(blob: first)
      let own = try writer.add(blob: [UInt8](repeating: UInt8(i + 2), count: 5000))
      try writer.add(record: SampleShard.record(i, blob: shared))
      order.append(own)
    }
    try writer.finish()

    let reader = ShardReader(source: MemorySource(sink.bytes))
    var times = 0
    var records = 0
    while let item = try reader.next() {
      if case .blob(let blob) = item, blob.bytes == first { times += 1 }
      if case .record = item {
        #expect(reader.blob(SHA256.hash(first))?.bytes == first)
        #expect(reader.blob(order[records]) != nil)
        if records > 15 { #expect(reader.blob(order[0]) == nil) }
        records += 1
      }
    }
    #expect(records == 30)
    // 30 blobs of 5000 bytes go by; half of the window of 65536 holds six.
    #expect(times > 1 && times < 10)
  }

  @Test func aBlobThatNoWindowHoldsIsRefused() throws {
    let writer = try ShardWriter(
      sink: MemorySink(), meta: SampleShard.meta, options: ShardWriterOptions(blobWindow: 1 << 16))
    #expect(throws: ShardError.self) { try writer.add(blob: [UInt8](repeating: 0, count: 40_000)) }
  }

  @Test func tokenFramesAreCopiedByteForByte() throws {
    let whole = try SampleShard.bytes(codec: .zstd(level: 3))
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .packed))
    let reader = ShardReader(source: MemorySource(whole))
    var original: [UInt8] = []
    while let item = try reader.next() {
      if case .tokens(_, let frame) = item {
        original = frame.stored.array
        try writer.add(frame: frame)
      }
    }
    try writer.finish()
    let copy = ShardReader(source: MemorySource(sink.bytes))
    while let item = try copy.next() {
      if case .tokens(let block, let frame) = item {
        #expect(frame.stored.array == original)
        #expect(block == SampleShard.columns(9))
      }
      if case .end(let end) = item { #expect(end.groups == 2) }
    }
  }
}
