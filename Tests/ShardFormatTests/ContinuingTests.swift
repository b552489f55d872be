import ByteStreams
import ShardFormat
import Testing

/// A writer that goes on where another one ended writes the bytes that the other would have written.
@Suite struct ContinuingTests {
  private static let meta = ShardMeta(profile: .records, sources: [["name": "tiny"]])

  /// Records of very different sizes; some have media, and some media come back, within the window and behind it.
  private static func item(_ i: Int) -> (blob: [UInt8]?, record: [UInt8]) {
    let text = String(repeating: "word \(i % 7) ", count: 1 + (i * 37) % 400)
    let record: CBOR = ["id": .text("r-\(i)"), "text": .text(text)]
    let blob = i % 3 == 0 ? [UInt8](repeating: UInt8(i % 25), count: 500 + (i % 25) * 300) : nil
    return (blob, record.encode())
  }

  private static func add(_ i: Int, to writer: ShardWriter) throws {
    let (blob, record) = item(i)
    if let blob { try writer.add(blob: blob, facts: ["kind": "image"]) }
    try writer.add(record: record)
  }

  private static func options(_ codec: ShardWriterOptions.Codec) -> ShardWriterOptions {
    ShardWriterOptions(codec: codec, frameBytes: 1 << 15, blobWindow: 1 << 16)
  }

  /// The whole member, and its resting places with the number of records before them.
  private static func whole(
    _ codec: ShardWriterOptions.Codec, records: Int
  ) throws -> (bytes: [UInt8], rests: [(place: Int, records: Int)]) {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: meta, options: options(codec))
    var rests = [(place: try #require(writer.restingPlace), records: 0)]
    for i in 0..<records {
      try add(i, to: writer)
      if let place = writer.restingPlace { rests.append((place, i + 1)) }
    }
    try writer.finish()
    return (sink.bytes, rests)
  }

  @Test(arguments: [ShardWriterOptions.Codec.stored, .zstd(level: 3)])
  func fromEveryRestingPlaceTheSameBytesFollow(codec: ShardWriterOptions.Codec) throws {
    let (bytes, rests) = try Self.whole(codec, records: 300)
    #expect(rests.count > 20)
    for rest in rests {
      let sink = MemorySink()
      var found: (records: Int, blobs: Int) = (0, 0)
      let writer = try ShardWriter(
        continuing: MemorySource(bytes), to: rest.place, sink: sink, meta: Self.meta,
        options: Self.options(codec)
      ) { frame in
        switch frame {
        case .records(let records): found.records += records.count
        case .blobs(let blobs):
          found.blobs += blobs.count
          for (blob, place) in blobs {
            #expect(codec != .stored || place != nil)
            if let place { #expect(Array(bytes[place]) == blob.bytes) }
          }
        }
      }
      #expect(found.records == rest.records)
      for i in rest.records..<300 { try Self.add(i, to: writer) }
      try writer.finish()
      #expect(Array(bytes[..<rest.place]) + sink.bytes == bytes, "\(rest)")
    }
  }

  private static func goOn(_ bytes: [UInt8], to place: Int, meta: ShardMeta = meta) throws {
    _ = try ShardWriter(
      continuing: MemorySource(bytes), to: place, sink: MemorySink(), meta: meta, options: options(.stored)
    ) { _ in }
  }

  @Test func aDamagedOrCutMemberIsRefusedWithThePlace() throws {
    let (bytes, rests) = try Self.whole(.stored, records: 100)
    let place = rests[rests.count - 1].place
    for at in stride(from: 0, to: place, by: 997) {
      var bad = bytes
      bad[at] ^= 1
      let error = #expect(throws: ShardError.self) { try Self.goOn(bad, to: place) }
      if let offset = error?.offset { #expect(Int(offset) <= at) }
      #expect(throws: ShardError.self) { try Self.goOn(Array(bytes[..<at]), to: place) }
    }
  }

  @Test func onlyAWriterOfTheSameMemberGoesOn() throws {
    let (bytes, rests) = try Self.whole(.stored, records: 100)
    let other = ShardMeta(profile: .records, sources: [["name": "other"]])
    #expect(throws: ShardError.self) { try Self.goOn(bytes, to: rests[5].place, meta: other) }
    // No place where a frame of records ends, and one behind END.
    #expect(throws: ShardError.self) { try Self.goOn(bytes, to: rests[5].place + 64) }
    #expect(throws: ShardError.self) { try Self.goOn(bytes, to: bytes.count) }
    #expect(UnfinishedMember.meta(of: MemorySource(bytes)) == Self.meta)
    #expect(UnfinishedMember.meta(of: MemorySource(Array(bytes[..<100]))) == nil)
    #expect(UnfinishedMember.meta(of: MemorySource([])) == nil)
  }
}
