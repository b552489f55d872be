import ByteStreams
import ShardFormat
import Testing

@Suite struct DamageTests {
  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 1)])
  func everyFlippedByteIsDetected(codec: ShardWriterOptions.Codec) throws {
    let whole = try SampleShard.bytes(records: 2, blobBytes: 40, codec: codec)
    #expect(SampleShard.code(whole) == nil)
    for i in whole.indices {
      var damaged = whole
      damaged[i] ^= UInt8(1 << (i % 8))
      #expect(SampleShard.code(damaged) != nil, "byte \(i)")
    }
  }

  @Test func everyCutIsAnErrorThatNamesTheLastStage() throws {
    let whole = try SampleShard.bytes(records: 3)
    #expect(SampleShard.code([]) == .emptyInput)
    for cut in stride(from: 64, to: whole.count, by: 64) {
      let code = SampleShard.code(Array(whole[..<cut]))
      #expect(code == .missingEnd || code == .truncated, "cut at \(cut)")
    }
    do {
      _ = try SampleShard.reading(Array(whole[..<(whole.count / 2)]))
      Issue.record("a cut stream was read")
    } catch let error as ShardError {
      #expect(error.code == .missingEnd)
      #expect(error.what.hasPrefix("upstream ended after "))
      #expect(error.what.contains("last stage: aa-convert"))
    }
  }

  @Test func everyCutAtAnyByteIsAnError() throws {
    let whole = try SampleShard.bytes(records: 1)
    for cut in 0..<whole.count { #expect(SampleShard.code(Array(whole[..<cut])) != nil, "cut at \(cut)") }
  }

  @Test func aMissingFrameIsDetected() throws {
    // RECORDS and BLOBS frames are whole in themselves: only the counts of END can tell that one is gone.
    let whole = try SampleShard.bytes(records: 4)
    let mark: [UInt8] = [0xF8, 0x41, 0x41, 0x46, 0xFF, 0x0D, 0x0A, 0x1A]
    let starts = stride(from: 0, to: whole.count, by: 64).filter { Array(whole[$0..<$0 + 8]) == mark }
    let records = try #require(starts.firstIndex { whole[$0 + 8] == 2 })
    let cut = Array(whole[..<starts[records]] + whole[starts[records + 1]...])
    #expect(SampleShard.code(cut) == .countMismatch)
  }

  @Test func abortReachesTheReader() throws {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: SampleShard.meta)
    try writer.add(record: SampleShard.record(0))
    try writer.abort(reason: "aa-convert: row 7 is broken")
    do {
      _ = try SampleShard.reading(sink.bytes)
      Issue.record("an aborted stream was read")
    } catch let error as ShardError {
      #expect(error.code == .aborted)
      #expect(error.what.contains("aa-convert: row 7 is broken"))
    }
    #expect(throws: ShardError.self) { try writer.add(record: SampleShard.record(1)) }
  }
}
