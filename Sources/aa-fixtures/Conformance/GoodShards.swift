import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat
import TokenTrees

/// A good file and what reading it must give.
struct GoodShard {
  /// What is in it, then the features in a fixed order, joined by `-`.
  var name: String
  var members: [GoodMember]
  /// Bytes that a writer made which is under test itself; nil for forged ones.
  var written: [UInt8]?

  var bytes: [UInt8] {
    get throws { try written ?? members.flatMap { try $0.forged.bytes } }
  }

  var expected: JSONValue {
    get throws { ["members": .array(try members.map { try $0.expected })] }
  }
}

/// All good files.
enum GoodShards {
  /// What can be switched on and off in any file.
  struct Features: OptionSet {
    let rawValue: Int
    /// Payloads compressed.
    static let zstd = Features(rawValue: 1)
    /// PAD frames, an unknown kind and a private kind, before and behind END.
    static let unknown = Features(rawValue: 2)
    static let noIndex = Features(rawValue: 4)
    static let noSummary = Features(rawValue: 8)
    /// Unknown keys in META, END and SUMMARY.
    static let keys = Features(rawValue: 16)
    /// A second member behind the first.
    static let two = Features(rawValue: 32)

    static let names: [(Features, String)] = [
      (zstd, "zstd"), (unknown, "unk"), (noIndex, "noidx"), (noSummary, "nosum"), (keys, "keys"),
      (two, "two"),
    ]
  }

  static func all() throws -> [GoodShard] {
    let few: [Features] = [[], .zstd, [.noIndex, .noSummary], [.unknown, .keys], [.zstd, .two]]
    let power = (0..<64).map { Features(rawValue: $0) }
    var shards = contents.filter { $0.name != "media" }.flatMap { content in
      few.map { shard(content, $0) }
    }
    if let media = contents.first(where: { $0.name == "media" }) {
      shards += power.map { shard(media, $0) }
    }
    return shards + singles + [try writers(compressed: false), try writers(compressed: true)]
  }

  private struct Kind {
    var name: String
    var profile: String
    var layout: VocabularyLayout?
    var content: [GoodMember.Content]
    var counters: [String: [String: Int]] = [:]
  }

  private static var contents: [Kind] {
    let narrow = Samples.narrow
    let wide = Samples.wide
    return [
      Kind(name: "empty", profile: "records", content: []),
      Kind(
        name: "records", profile: "records",
        content: [.records([Samples.text(0), Samples.text(1)]), .records([Samples.text(2)])],
        counters: ["records.by_modality": ["t2t": 3]]),
      Kind(
        name: "media", profile: "records",
        content: [
          .blobs([Samples.picture, Samples.clip]),
          .records([Samples.about(0, "image", Samples.picture), Samples.about(1, "video", Samples.clip)]),
        ], counters: ["records.by_modality": ["ti2t": 1, "tv2t": 1]]),
      Kind(
        name: "parts", profile: "records",
        content: [
          .blobs([Samples.picture, Samples.sound, Samples.clip, Samples.unprobed]),
          .records(Samples.everything),
        ]),
      Kind(
        name: "tokens", profile: "tokens", layout: narrow,
        content: [.tokens(Samples.groups(narrow), narrow, referenceModel: nil)]),
      Kind(
        name: "tokens32", profile: "tokens", layout: wide,
        content: [.tokens(Samples.groups(wide), wide, referenceModel: nil)]),
      Kind(
        name: "reference", profile: "tokens", layout: narrow,
        content: [
          .tokens(
            Samples.groups(narrow, reference: true), narrow, referenceModel: Samples.referenceModel)
        ]),
      Kind(name: "packed", profile: "packed", layout: narrow, content: Samples.packed(narrow)),
    ]
  }

  private static func shard(_ kind: Kind, _ features: Features) -> GoodShard {
    let keys = features.contains(.keys)
    var member = GoodMember(
      meta: keys
        ? Samples.richMeta(kind.profile, layout: kind.layout)
        : Samples.meta(kind.profile, layout: kind.layout),
      content: kind.content, counters: kind.counters, compressed: features.contains(.zstd),
      hasIndex: !features.contains(.noIndex), hasSummary: !features.contains(.noSummary))
    if keys { member.extraKeys = ["x-more": ["seen": 1]] }
    if features.contains(.unknown) {
      let filling = [UInt8](repeating: 0x61, count: 200)
      member.content.insert(.pad([]), at: 0)
      member.content.insert(.other(kind: 12, filling), at: member.content.count / 2)
      member.content += [.other(kind: 200, Array("private".utf8)), .pad([1, 2, 3])]
      member.behindEnd = [ForgedFrame(13, filling, compressed: member.compressed), ForgedFrame(11, [])]
    }
    var members = [member]
    if features.contains(.two) {
      var second = member
      second.meta["chain"] = [["name": "other", "version": "2", "options": [:]]]
      second.content = Array(kind.content.prefix(2))
      if kind.profile == "packed" { second.content = [] }
      second.counters = [:]
      members.append(second)
    }
    let flags = Features.names.filter { features.contains($0.0) }.map(\.1)
    return GoodShard(name: ([kind.name] + flags).joined(separator: "-"), members: members)
  }

  // MARK: What stands alone

  private static var singles: [GoodShard] {
    [
      single("media-large", [.blobs([Samples.large]), .records([Samples.about(0, "image", Samples.large)])]),
      single("media-window16-zstd", window, compressed: true) { $0.preamble.blobWindowLog2 = 16 },
      single("media-unreferenced", [.blobs([Samples.picture, Samples.sound])]),
      single("records-none", [.records([]), .blobs([]), .records([Samples.text(0)])]),
      single("records-limit16", [.records([Samples.text(0)])]) { $0.preamble.largestFrameLog2 = 16 },
      single("records-minor7-features", [.records([Samples.text(0)])]) {
        $0.preamble.minor = 7
        $0.preamble.optionalFeatures = 1 << 63 | 5
      },
      single("empty-values", []) { $0.meta["x-values"] = values },
    ]
  }

  private static func single(
    _ name: String, _ content: [GoodMember.Content], compressed: Bool = false,
    _ change: (inout GoodMember) -> Void = { _ in }
  ) -> GoodShard {
    var member = GoodMember(meta: Samples.meta("records"), content: content, compressed: compressed)
    change(&member)
    return GoodShard(name: name, members: [member])
  }

  /// Blobs of 16 KiB in a window of 64 KiB: the first one is stored again when the window has moved past it.
  private static var window: [GoodMember.Content] {
    let blobs = (0..<6).map {
      SampleBlob(bytes: [UInt8](repeating: UInt8($0 + 1), count: 1 << 14), facts: ["kind": "image"])
    }
    var content: [GoodMember.Content] = []
    for (i, blob) in blobs.enumerated() {
      var record = Samples.about(i, "image", blob)
      if i == 3 { record.prompt += Samples.about(i, "image", blobs[0]).prompt }
      content += [.blobs([blob]), .records([record])]
    }
    return content + [.blobs([blobs[0]]), .records([Samples.about(6, "image", blobs[0])])]
  }

  /// Every head and every width of number, and nesting as deep as it may be.
  private static var values: CBOR {
    var deep: CBOR = [1]
    // The map of META and this list are two more.
    for _ in 0..<60 { deep = [deep] }
    return [
      0, 23, 24, 255, 256, 65535, 65536, 4_294_967_295, 4_294_967_296, 9_007_199_254_740_992,
      9_007_199_254_740_993, .unsigned(.max), -1, -24, -25, -256, -257, .negative(1 << 32), .negative(.max),
      .double(0), .double(-0.0), .double(1), .double(1.5), .double(65504), .double(5.960464477539063e-8),
      .double(100_000), .double(3.4028234663852886e38), .double(0.1), .double(1e300), .double(.infinity),
      .double(-.infinity), .double(.nan), .bytes([]), .bytes([0, 255]),
      .bytes([UInt8](repeating: 7, count: 300)),
      "", "a", "水\u{1F600}", .text(String(repeating: "z", count: 70000 / 1000)), false, true, .null, [],
      .map([]),
      .map([
        .init(key: 1, value: "one"), .init(key: -1, value: "minus one"), .init(key: "a", value: 1),
        .init(key: .bytes([1]), value: 2), .init(key: [1, 2], value: 3), .init(key: .bool(true), value: 4),
      ]),
      deep,
    ]
  }

  // MARK: What the shipped writer makes

  /// The same records through `ShardWriter`. The compressed one holds real entropy coding, so its bytes are those of one
  /// version of libzstd; every other file is the same for all.
  private static func writers(compressed: Bool) throws -> GoodShard {
    let sink = MemorySink()
    let meta = ShardMeta(
      profile: .records, sources: [["name": "tiny", "licence": "CC0-1.0"]],
      chain: [ToolStep(name: "aa-fixtures", version: "1", options: ["set": "conformance"])])
    let writer = try ShardWriter(
      sink: sink, meta: meta, options: ShardWriterOptions(codec: compressed ? .zstd(level: 9) : .stored))
    let records = (0..<12).map { Samples.about($0, "image", Samples.picture) }
    try writer.add(blob: Samples.picture.bytes, facts: Samples.picture.facts)
    for record in records {
      try writer.add(record: record.encoded())
      writer.count("records.by_modality", key: "ti2t")
    }
    try writer.finish()
    let member = GoodMember(
      meta: Samples.meta("records"), content: [.blobs([Samples.picture]), .records(records)],
      counters: ["records.by_modality": ["ti2t": 12]], compressed: compressed)
    return GoodShard(
      name: compressed ? "writer-zstd-entropy" : "writer-stored", members: [member], written: sink.bytes)
  }
}
