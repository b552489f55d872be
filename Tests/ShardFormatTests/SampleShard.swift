import ByteStreams
import ShardFormat

/// Small shards for the tests.
enum SampleShard {
  static let meta = ShardMeta(
    profile: .packed, sources: [["name": "tiny", "licence": "CC0-1.0"]],
    chain: [ToolStep(name: "aa-convert", version: "1", options: ["media": "keep"])])

  static func record(_ i: Int, blob: Digest? = nil) -> [UInt8] {
    var fields: [String: CBOR] = ["id": .text("record-\(i)"), "n": .integer(i * 1000)]
    if let blob { fields["media"] = .bytes(blob.bytes) }
    return CBOR.object(fields).encode()
  }

  static func columns(_ n: Int) -> ColumnBlock {
    var block = ColumnBlock(attributes: ["vocabulary": 300])
    block.set("tokens", u16: (0..<UInt16(n)).map { $0 })
    block.set("mask", u8: [UInt8](repeating: 1, count: n))
    block.set("logps", f32: (0..<n).map { -Float($0) / 7 })
    return block
  }

  /// `records` records, each with a blob of its own, a token frame, and a frame of a private kind.
  static func bytes(
    records: Int = 5, blobBytes: Int = 100, codec: ShardWriterOptions.Codec = .stored, frameBytes: Int = 300
  ) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try ShardWriter(
      sink: sink, meta: meta, options: ShardWriterOptions(codec: codec, frameBytes: frameBytes))
    for i in 0..<records {
      let blob = (0..<blobBytes).map { UInt8(truncatingIfNeeded: $0 / 9 + i) }
      let digest = try writer.add(blob: blob, facts: ["kind": "image", "width": .integer(i)])
      try writer.add(record: record(i, blob: digest))
      writer.count("records.by_modality", key: "i2t")
    }
    try writer.add(columns: columns(9), kind: .tokens, entries: 2)
    try writer.finish()
    return sink.bytes
  }

  /// Every item in one line of text, so that two readings compare.
  static func reading(_ source: any ByteSource, options: ShardReaderOptions = ShardReaderOptions()) throws
    -> [String]
  {
    let reader = ShardReader(source: source, options: options)
    var lines: [String] = []
    while let item = try reader.next() {
      switch item {
      case .meta(let meta): lines.append("meta \(meta.cbor.encode())")
      case .blob(let blob): lines.append("blob \(blob.digest) \(blob.bytes) \(blob.facts?.encode() ?? [])")
      case .record(let record): lines.append("record \(record.ordinal) \(record.digest) \(record.bytes)")
      case .tokens(let block, let frame): lines.append("tokens \(frame.entries) \(block.encoded())")
      case .plan(let block, let frame): lines.append("plan \(frame.entries) \(block.encoded())")
      case .other(let frame): lines.append("other \(frame.kind) \(frame.stored.array)")
      case .end(let end): lines.append("end \(end.records) \(end.blobs) \(end.groups) \(end.contentRoot)")
      }
    }
    return lines
  }

  static func reading(_ bytes: [UInt8]) throws -> [String] { try reading(MemorySource(bytes)) }

  /// The code of the error that reading ends with; nil when it ends well.
  static func code(_ bytes: [UInt8], options: ShardReaderOptions = ShardReaderOptions()) -> ShardError.Code? {
    do {
      _ = try reading(MemorySource(bytes), options: options)
      return nil
    } catch let error as ShardError {
      return error.code
    } catch {
      return .notAFile
    }
  }
}

/// Gives at most `step` bytes a read.
final class TricklingSource: ByteSource {
  let name = "trickle"
  private let inner: MemorySource
  private let step: Int
  init(_ bytes: [UInt8], step: Int) {
    inner = MemorySource(bytes)
    self.step = step
  }
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    try inner.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(step)))
  }
}

/// A frame header as the specification describes it, with right checksums, for hostile files.
func forgedHeader(
  kind: UInt8, codec: UInt8 = 0, flags: UInt16? = nil, entries: UInt32 = 0, stored: UInt64, raw: UInt64,
  payload: [UInt8] = [], tag: [UInt8]
) -> [UInt8] {
  func little(_ value: UInt64, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
  var identity: [UInt8] = [kind]
  identity += little(UInt64(entries), 4) + little(raw, 8) + payload
  var out: [UInt8] = [0xF8, 0x41, 0x41, 0x46, 0xFF, 0x0D, 0x0A, 0x1A, kind, codec]
  // The flag that the specification gives the kind.
  let flags = flags ?? ((1...7).contains(kind) || kind == 10 ? 1 : 0)
  out += little(UInt64(flags), 2) + little(UInt64(entries), 4) + little(stored, 8) + little(raw, 8)
  out += SHA256.hash(identity).bytes[..<16]
  out += little(UInt64(CRC32C.of(payload)), 4) + tag + [0, 0, 0, 0]
  out += little(UInt64(CRC32C.of(out)), 4)
  return out
}
