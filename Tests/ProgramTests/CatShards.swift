import ByteStreams
import PreferenceRecords
import ShardFormat

/// Shards of preference records for the tests of aa-cat.
enum CatShards {
  struct Shape {
    var records = 12
    var codec = ShardWriterOptions.Codec.stored
    var blobBytes = 700
    var blobWindow = 256 << 20
    /// Numbers of the records, so that shards can share some.
    var first = 0
    var chain = [ToolStep(name: "aa-convert", version: "1", options: ["media": "keep"])]
    var source = "tiny"
    /// Small frames, so that there are several.
    var frameBytes = 1 << 12
  }

  /// What record `n` is: modalities, splits, licences and criteria take turns.
  static func record(_ n: Int, _ shape: Shape = Shape()) -> PreferenceRecord {
    var prompt: [Part] = [.text("question \(n) " + String(repeating: "word ", count: 20))]
    var answer: [Part] = [.text("answer \(n)")]
    switch n % 3 {
    case 1: prompt.append(.media(MediaReference(kind: "image", digest: SHA256.hash(blob(n, shape)))))
    case 2: answer = [.media(MediaReference(kind: "audio", digest: SHA256.hash(blob(n, shape))))]
    default: break
    }
    return PreferenceRecord(
      id: "r-\(n)", prompt: [Message(role: .user, parts: prompt)],
      candidates: [Candidate(parts: answer), Candidate(parts: [.text("no \(n)")])],
      judgements: [
        Judgement(
          verdict: .pair(winner: 0, loser: 1, strength: nil), criterion: n % 2 == 0 ? "overall" : "safety")
      ],
      split: n % 4 == 0 ? nil : n % 4 == 1 ? "test" : "train",
      source: Source(name: n % 5 == 0 ? "other" : shape.source, locator: "a.jsonl:\(n)"),
      licence: n % 6 == 0 ? nil : "CC0-1.0")
  }

  /// Records 1 and 4, 7 and 10 share a picture; sounds are their own. Compressible.
  static func blob(_ n: Int, _ shape: Shape = Shape()) -> [UInt8] {
    let seed = n % 3 == 1 ? n / 6 : 1000 + n
    let name = Array("\(seed):".utf8)
    return name + (0..<shape.blobBytes - name.count).map { UInt8(truncatingIfNeeded: $0 / 7 &+ seed &* 31) }
  }

  static func bytes(_ shape: Shape = Shape()) throws -> [UInt8] {
    try bytes(of: (shape.first..<shape.first + shape.records).map { record($0, shape) }, shape) { n in
      n % 3 == 0 ? nil : (blob(n, shape), n % 3 == 1 ? "image" : "audio")
    }
  }

  /// A shard of these records, each with the blob that `medium` gives for its number.
  static func bytes(
    of records: [PreferenceRecord], _ shape: Shape = Shape(), medium: (Int) -> (bytes: [UInt8], kind: String)?
  ) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = try ShardWriter(
      sink: sink,
      meta: ShardMeta(profile: .records, sources: [["name": .text(shape.source)]], chain: shape.chain),
      options: ShardWriterOptions(
        codec: shape.codec, frameBytes: shape.frameBytes, blobWindow: shape.blobWindow))
    for (i, record) in records.enumerated() {
      if let (bytes, kind) = medium(shape.first + i) {
        try writer.add(blob: bytes, facts: ["kind": .text(kind)])
      }
      try writer.add(record: record.encoded())
    }
    try writer.finish()
    return sink.bytes
  }

  /// What a stream holds, read and verified: digests in order.
  struct Contents {
    var records: [Digest] = []
    var ids: [String] = []
    var blobs: [Digest] = []
    var groups: [Int] = []
    var metas: [ShardMeta] = []
    var roots: [Digest] = []
    /// Records that name a blob that the window does not hold.
    var unresolved = 0
    /// Data frames without the tag of their stream: kind, codec, digest, checksum and stored bytes.
    var frames: [String] = []
  }

  static func contents(_ bytes: [UInt8]) throws -> Contents {
    let reader = ShardReader(source: MemorySource(bytes))
    var contents = Contents()
    func note(_ frame: RawFrame) {
      contents.frames.append(
        "\(frame.kind) \(frame.header.codec) \(frame.digest) \(frame.header.payloadChecksum) \(frame.stored.array)"
      )
    }
    while let frame = try reader.nextFrame() {
      switch frame {
      case .meta(let meta): contents.metas.append(meta)
      case .blobs(let blobs, let raw):
        contents.blobs += blobs.map(\.digest)
        note(raw)
      case .records(let items, let raw):
        note(raw)
        for item in items {
          contents.records.append(item.digest)
          let record = try PreferenceRecord(decoding: item.bytes)
          contents.ids.append(record.id)
          if record.media.contains(where: { reader.blob($0.digest) == nil }) { contents.unresolved += 1 }
        }
      case .tokens(_, let raw):
        contents.groups.append(raw.entries)
        note(raw)
      case .plan(_, let raw), .other(let raw): note(raw)
      case .end(let end): contents.roots.append(end.contentRoot)
      }
    }
    return contents
  }
}
