import ByteStreams
import ShardFormat

/// A shard of more than a mebibyte with frames of every kind, stored and compressed, and where they stand.
struct LargeShard {
  let bytes: [UInt8]
  /// Of each frame, header and padding included; then that of the trailer.
  let frames: [Range<Int>]
  let kinds: [UInt8]

  init() throws {
    var random = SeededRandom(seed: 3)
    let sink = MemorySink()
    let writer = try ShardWriter(
      sink: sink, meta: SampleShard.meta,
      options: ShardWriterOptions(codec: .zstd(level: 1), frameBytes: 16 << 10))
    for i in 0..<104 {
      // Some that compression leaves alone, some that it does not.
      let blob = (0..<12_000).map {
        i % 3 == 0 ? UInt8(truncatingIfNeeded: $0 / 40 + i) : UInt8(truncatingIfNeeded: random.next() >> 40)
      }
      let digest = try writer.add(blob: blob, facts: ["kind": "image", "width": .integer(i)])
      for k in 0..<8 { try writer.add(record: SampleShard.record(8 * i + k, blob: digest)) }
      writer.count("records.by_modality", key: "i2t", by: 8)
      if i % 6 == 0 { try writer.add(columns: SampleShard.columns(2000 + i), kind: .tokens, entries: 3) }
      if i % 12 == 0 { try writer.add(columns: SampleShard.columns(30 + i), kind: .plan, entries: 2) }
      if i % 20 == 0 { try writer.add(frame: try Self.frame(i % 40 == 0 ? 11 : 200)) }
    }
    try writer.finish()
    let bytes = sink.bytes
    var frames: [Range<Int>] = []
    var kinds: [UInt8] = []
    var at = 64
    while at + 64 < bytes.count {
      let stored = (0..<8).reduce(0) { $0 | Int(bytes[at + 16 + $1]) << (8 * $1) }
      let end = at + 64 + (stored + 63) / 64 * 64
      frames.append(at..<end)
      kinds.append(bytes[at + 8])
      at = end
    }
    self.bytes = bytes
    self.frames = frames + [at..<bytes.count]
    self.kinds = kinds
  }

  /// A frame of a kind that the writer does not make, as a reader hands it out.
  private static func frame(_ kind: UInt8) throws -> RawFrame {
    let sink = MemorySink()
    _ = try ShardWriter(sink: sink, meta: SampleShard.meta)
    let payload = [UInt8](repeating: kind, count: 700)
    let tag = Array(sink.bytes[36..<40])
    let file =
      sink.bytes + forgedHeader(kind: kind, stored: 700, raw: 700, payload: payload, tag: tag) + payload
    let salvage = try ShardSalvage(file + [UInt8](repeating: 0, count: (64 - file.count % 64) % 64))
    while let piece = salvage.next() {
      if case .frame(let frame, _, _) = piece, frame.kind.rawValue == kind { return frame }
    }
    throw ShardError(.noSuchRecord, file: "forged", what: "no frame of kind \(kind)")
  }
}
