import ByteStreams
import PreferenceRecords
import ShardFormat
import Validation

/// Small shards of records with pictures.
enum ShardFixture {
  /// A PNG of one grey pixel.
  static let png: [UInt8] = [
    0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0x00, 0x00, 0x00, 0x0D, 0x49, 0x48, 0x44, 0x52, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x00, 0x00, 0x00, 0x00, 0x3A, 0x7E, 0x9B, 0x55, 0x00,
    0x00, 0x00, 0x0A, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9C, 0x63, 0x68, 0x00, 0x00, 0x00, 0x82, 0x00, 0x81,
    0x77, 0xCD, 0x72, 0xB6, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4E, 0x44, 0xAE, 0x42, 0x60, 0x82,
  ]

  static func record(_ number: Int, media: [Digest] = [], winner: Int = 0) -> PreferenceRecord {
    PreferenceRecord(
      id: "r\(number)",
      prompt: [
        Message(
          role: .user,
          parts: [.text("prompt \(number)")]
            + media.map { .media(MediaReference(kind: "image", digest: $0)) })
      ],
      candidates: [Candidate(parts: [.text("yes")]), Candidate(parts: [.text("no")])],
      judgements: [
        Judgement(verdict: .pair(winner: winner, loser: 1 - winner, strength: nil), criterion: "overall")
      ], source: Source(name: "test", locator: "train.jsonl:\(number + 1)"))
  }

  /// A member of records, each preceded by the media it names.
  static func shard(_ records: [PreferenceRecord], media: [[UInt8]] = []) throws -> [UInt8] {
    let sink = MemorySink()
    let step = ToolStep(name: "aa-convert", version: "0")
    let writer = try ShardWriter(sink: sink, meta: ShardMeta(profile: .records, chain: [step]))
    for bytes in media { try writer.add(blob: bytes) }
    for record in records { try writer.add(record: record.encoded()) }
    try writer.finish()
    return sink.bytes
  }
}
