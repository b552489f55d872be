import ByteStreams
import ShardFormat
import Testing

@Suite struct FrameCutTests {
  /// Ids of the frames of a shard of `records`, in order.
  static func frames(_ records: [[UInt8]], blobs: ((Int) -> [UInt8]?)? = nil) throws -> [Digest] {
    let sink = MemorySink()
    let writer = try ShardWriter(sink: sink, meta: SampleShard.meta)
    for (i, record) in records.enumerated() {
      if let blob = blobs?(i) { try writer.add(blob: blob) }
      try writer.add(record: record)
    }
    try writer.finish()
    var ids: [Digest] = []
    var offset = 64
    let bytes = sink.bytes
    // Header, payload and padding of each frame, named by their hash without the stream tag's place.
    while offset + 64 < bytes.count {
      let stored = (0..<8).reduce(0) { $0 | Int(bytes[offset + 16 + $1]) << (8 * $1) }
      let end = offset + 64 + (stored + 63) / 64 * 64
      ids.append(SHA256.hash(Array(bytes[offset..<end])))
      offset = end
    }
    return ids
  }

  static func record(_ i: Int) -> [UInt8] {
    CBOR.object(["id": .text("record-\(i)"), "text": .text(String(repeating: "\(i) ", count: 60 + i % 41))])
      .encode()
  }

  @Test(arguments: [0, 1, 50_000, 99_999])
  func oneRecordAmongAHundredThousandChangesFewFrames(place: Int) throws {
    var records = (0..<100_000).map { Self.record($0) }
    let before = try Self.frames(records)
    records.insert(Self.record(1_000_000), at: place)
    let after = try Self.frames(records)
    let kept = Set(before)
    let changed = after.filter { !kept.contains($0) }.count
    // Besides the frame around it: END, INDEX and SUMMARY.
    #expect(changed <= 6)
    #expect(Double(changed) < 0.01 * Double(after.count))
    #expect(after.count > 200)
  }

  @Test func mediaOfARecordPutInChangeFewFrames() throws {
    func blob(_ i: Int) -> [UInt8] { [UInt8](repeating: UInt8(i & 255), count: 20_000 + i % 7000) }
    let order = Array(0..<4000)
    var longer = order
    longer.insert(77_777, at: 1500)
    let before = try Self.frames(order.map { Self.record($0) }, blobs: { blob(order[$0]) })
    let after = try Self.frames(longer.map { Self.record($0) }, blobs: { blob(longer[$0]) })
    let kept = Set(before)
    #expect(after.filter { !kept.contains($0) }.count <= 8)
    #expect(after.count > 100)
  }
}
