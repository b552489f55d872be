import ByteStreams
import ShardFormat
import Testing

@Suite struct HostileTests {
  /// Preamble and META of a good shard, and its stream tag.
  func beginning() throws -> (bytes: [UInt8], tag: [UInt8]) {
    let sink = MemorySink()
    _ = try ShardWriter(sink: sink, meta: SampleShard.meta)
    return (sink.bytes, Array(sink.bytes[36..<40]))
  }

  func code(_ frame: (_ tag: [UInt8]) -> [UInt8]) throws -> ShardError.Code? {
    let (bytes, tag) = try beginning()
    return SampleShard.code(bytes + frame(tag))
  }

  @Test func hugeLengthsAreRefusedBeforeAnythingIsAllocated() throws {
    for length: UInt64 in [1 << 29, 1 << 62, .max] {
      #expect(try code { forgedHeader(kind: 2, stored: length, raw: length, tag: $0) } == .frameTooLarge)
    }
    // Allowed by the preamble, but the bytes never come.
    #expect(try code { forgedHeader(kind: 2, stored: 1 << 28, raw: 1 << 28, tag: $0) } == .missingEnd)
  }

  @Test func bombsAreRefusedByTheirHeader() throws {
    #expect(
      try code { forgedHeader(kind: 2, codec: 1, stored: 64, raw: 64 << 20, tag: $0) } == .badCompression)
    #expect(
      try code { forgedHeader(kind: 2, codec: 1, stored: 1 << 20, raw: 65 << 20, tag: $0) } == .badCompression
    )
    // A lie about the raw length.
    let lie = [UInt8](repeating: 0x28, count: 64)
    #expect(
      try code { forgedHeader(kind: 2, codec: 1, stored: 64, raw: 64, payload: lie, tag: $0) + lie }
        == .badCompression)
  }

  @Test func moreEntriesThanBytesAreRefused() throws {
    let payload = [UInt8](repeating: 0, count: 64)
    for (entries, expected) in [
      (UInt32.max, ShardError.Code.frameTooLarge), (64, .badRecords), (15, .badRecords),
    ] {
      #expect(
        try code {
          forgedHeader(kind: 2, entries: entries, stored: 64, raw: 64, payload: payload, tag: $0) + payload
        } == expected)
    }
  }

  @Test func directoriesThatLieAreRefused() throws {
    for length: UInt64 in [57, 1 << 40, .max] {
      var payload = (0..<8).map { UInt8(truncatingIfNeeded: length >> UInt64(8 * $0)) }
      payload += [UInt8](repeating: 0, count: 56)
      for kind: UInt8 in [3, 4, 5] {
        let found = try code {
          forgedHeader(kind: kind, entries: 1, stored: 64, raw: 64, payload: payload, tag: $0) + payload
        }
        #expect(found == (kind == 3 ? .badFrameIdentity : .badColumns) || found == .badBlobs)
      }
    }
  }

  @Test func unknownKindsPassUnlessCritical() throws {
    let (bytes, tag) = try beginning()
    let payload = [UInt8](repeating: 9, count: 64)
    let strange = forgedHeader(kind: 0x90, stored: 64, raw: 64, payload: payload, tag: tag) + payload
    let reader = ShardReader(source: MemorySource(bytes + strange))
    _ = try reader.next()
    guard case .other(let frame) = try reader.next() else {
      Issue.record("an unknown kind was not handed out")
      return
    }
    #expect(frame.stored.array == payload)
    // A copying stage keeps it byte for byte.
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: SampleShard.meta)
    try writer.add(frame: frame)
    try writer.finish()
    #expect(Array(sink.bytes[bytes.count..<bytes.count + 128]) == strange)
    #expect(SampleShard.code(sink.bytes) == nil)

    for kind: UInt8 in [6, 12, 0x90] {
      #expect(
        try code {
          forgedHeader(kind: kind, flags: 1, stored: 64, raw: 64, payload: payload, tag: $0) + payload
        }
          == .unknownCriticalFrame)
    }
    #expect(
      try code {
        forgedHeader(kind: 0x90, codec: 7, stored: 64, raw: 64, payload: payload, tag: $0) + payload
      }
        == .unknownCodec)
  }

  @Test func framesOfAnotherStreamAreRefused() throws {
    #expect(try code { _ in forgedHeader(kind: 11, stored: 0, raw: 0, tag: [1, 2, 3, 4]) } == .foreignFrame)
  }

  @Test func aReaderMayHoldLessThanThePreambleAsksFor() throws {
    let whole = try SampleShard.bytes()
    #expect(SampleShard.code(whole, options: ShardReaderOptions(largestFrame: 1 << 20)) == .limitTooLarge)
  }

  @Test func otherFilesAreNotShards() {
    #expect(SampleShard.code([UInt8](repeating: 0x7B, count: 200)) == .badMagic)
    #expect(SampleShard.code(Array("{}".utf8)) != nil)
  }

  @Test func recordsThatAreNotDeterministicCBORAreNotWritten() throws {
    let writer = try ShardWriter(sink: MemorySink(), meta: SampleShard.meta)
    #expect(throws: ShardError.self) { try writer.add(record: [0x18, 0x01]) }
    #expect(throws: ShardError.self) { try writer.add(record: []) }
  }
}
