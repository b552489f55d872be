import ByteStreams
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Files that are sound as containers and wrong in what they mean: only a reader that knows records, token columns and
/// plans refuses them.
extension BadShards {
  func contents() throws -> [BadShard] {
    try references() + invalidRecords() + tokenColumns() + plans() + [layout()]
  }

  private func shard(
    _ name: String, _ error: String, at ordinal: Int, profile: String = "records",
    layout: VocabularyLayout? = nil, _ content: [GoodMember.Content],
    preamble: ForgedPreamble = ForgedPreamble(), compressed: Bool = false
  ) throws -> BadShard {
    var member = GoodMember(
      meta: Samples.meta(profile, layout: layout), content: content, compressed: compressed)
    member.preamble = preamble
    let written = try member.forged.written()
    return BadShard(
      "content-" + name, error, at: .frame(ordinal), layer: .content, written.bytes, places: written.places)
  }

  // MARK: Media that a record names

  private func references() throws -> [BadShard] {
    let about = Samples.about(0, "image", Samples.picture)
    let others = (0..<5).map { SampleBlob(bytes: [UInt8](repeating: UInt8($0), count: 1 << 14), facts: nil) }
    var small = ForgedPreamble()
    small.blobWindowLog2 = 16
    return [
      try shard("blob-missing", "unresolvedBlob", at: 1, [.records([about])]),
      try shard(
        "blob-behind", "unresolvedBlob", at: 1, [.records([about]), .blobs([Samples.picture])]),
      // The window holds 65,536 bytes: four others push the first one out.
      try shard(
        "blob-out-of-window", "unresolvedBlob", at: 3,
        [.blobs([others[0]]), .blobs(Array(others[1...])), .records([Samples.about(0, "image", others[0])])],
        preamble: small, compressed: true),
    ]
  }

  // MARK: Records

  private func invalidRecords() throws -> [BadShard] {
    func record(_ name: String, _ cbor: CBOR) throws -> BadShard {
      let bytes = cbor.encode()
      let frames = [
        ForgedFrame(1, CBOR.object(Samples.meta("records")).encode()),
        ForgedFrame(2, entries: 1, Payloads.records([bytes])),
      ]
      var counts = Counts()
      counts.records = 1
      counts.recordBytes = bytes.count
      counts.entries = [SHA256.hash(bytes)]
      let end = ForgedFrame(7, Payloads.end(counts, frames: 2))
      let written = ForgedMember(frames: frames + [end]).written()
      return BadShard(
        "content-record-" + name, "invalidRecord", at: .frame(1), layer: .content, written.bytes,
        places: written.places)
    }
    func changed(_ change: (inout [String: CBOR]) -> Void) -> CBOR {
      var fields = Samples.text(0).cbor.fields ?? [:]
      change(&fields)
      return .object(fields)
    }
    return [
      try record("number", 7),
      try record("unknown-key", changed { $0["zz"] = 1 }),
      try record("no-candidates", changed { $0["c"] = [] }),
      try record("no-source", changed { $0["so"] = nil }),
      try record("role", changed { $0["p"] = [["r": "robot", "b": []]] }),
      try record(
        "short-digest", changed { $0["p"] = [["r": "user", "b": [["m": "image", "h": .bytes([1])]]]] }),
    ]
  }

  // MARK: Token columns

  private func tokenColumns() throws -> [BadShard] {
    let layout = Samples.narrow
    let good = try TokenFrameCoding.encode(Samples.groups(layout), vocabularySize: layout.size)
    func tokens(
      _ name: String, _ error: String = "badColumns", entries: Int = 3,
      _ change: (inout ColumnBlock) throws -> Void
    ) throws -> BadShard {
      var block = good
      try change(&block)
      let frames = [
        ForgedFrame(1, CBOR.object(Samples.meta("tokens", layout: layout)).encode()),
        ForgedFrame(4, entries: entries, block.encoded()),
      ]
      var counts = Counts()
      counts.groups = entries
      counts.entries = [frames[1].digest]
      let end = ForgedFrame(7, Payloads.end(counts, frames: 2))
      let written = ForgedMember(frames: frames + [end]).written()
      return BadShard(
        "content-tokens-" + name, error, at: .frame(1), layer: .content, written.bytes, places: written.places
      )
    }
    func change<T>(_ values: [T], _ at: Int, _ value: T) -> [T] {
      var copy = values
      copy[at] = value
      return copy
    }
    return [
      try tokens("no-column") { $0.remove("loss_mask") },
      try tokens("column-type") { $0.set("loss_mask", u16: try $0.u8("loss_mask").map(UInt16.init)) },
      try tokens("wide-for-narrow") { $0.set("tokens", u32: try $0.u16("tokens").map(UInt32.init)) },
      try tokens("mask-short") { $0.set("loss_mask", u8: Array(try $0.u8("loss_mask").dropLast())) },
      try tokens("mask-2") { $0.set("loss_mask", u8: change(try $0.u8("loss_mask"), 0, 2)) },
      try tokens("id-outside", "tokenOutOfRange") {
        $0.set("tokens", u16: change(try $0.u16("tokens"), 2, UInt16(layout.size)))
      },
      try tokens("start-falls") {
        $0.set("segment_start", u32: change(try $0.u32("segment_start"), 1, 7000))
      },
      try tokens("two-roots") { $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 1, -1)) },
      try tokens("parent-behind") {
        $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 1, 2))
      },
      try tokens("parent-itself") {
        $0.set("segment_parent", i32: change(try $0.i32("segment_parent"), 1, 1))
      },
      try tokens("role") { $0.set("segment_role", u8: change(try $0.u8("segment_role"), 0, 9)) },
      try tokens("position") { $0.set("first_position", u32: change(try $0.u32("first_position"), 1, 0)) },
      try tokens("pair-outside") { $0.set("pair_loser", u32: change(try $0.u32("pair_loser"), 0, 50)) },
      try tokens("pair-itself") { $0.set("pair_loser", u32: change(try $0.u32("pair_loser"), 0, 1)) },
      try tokens("medium-outside") {
        $0.set("span_start", u32: change(try $0.u32("span_start"), 0, 4_000_000_000))
      },
      try tokens("kind-without-name") { $0.set("span_kind", u8: change(try $0.u8("span_kind"), 0, 3)) },
      try tokens("modality-without-name") {
        $0.set("group_modality", u8: change(try $0.u8("group_modality"), 0, 200))
      },
      try tokens("digest-cut") {
        $0.set("group_record", bytes: Array(try $0.bytes("group_record").dropLast()))
      },
      try tokens("other-vocabulary") { $0.attributes["vocabulary"] = .integer(layout.size + 1) },
      try tokens("no-vocabulary") { $0.attributes["vocabulary"] = nil },
      try tokens("entries", entries: 2) { _ in },
    ]
  }

  // MARK: Plans

  private func plans() throws -> [BadShard] {
    let layout = Samples.narrow
    let tokens = GoodMember.Content.tokens(Samples.groups(layout), layout, referenceModel: nil)
    func plan(_ name: String, _ plan: Plan, at ordinal: Int = 2) throws -> BadShard {
      try shard(
        "plan-" + name, "badPlan", at: ordinal, profile: "packed", layout: layout, [tokens, .plan(plan)])
    }
    func bins(_ bins: [[Int]], waiting: Int = 3, dropped: [Int] = []) -> Plan {
      Plan(waiting: waiting, bins: bins, dropped: dropped, capacity: 64, tokens: 40, seed: 1)
    }
    return [
      try plan("group-outside", bins([[0, 1], [3]])),
      try plan("group-twice", bins([[0, 1], [1]], dropped: [2])),
      try plan("group-dropped-too", bins([[0, 1], [2]], dropped: [2])),
      try plan("waiting", bins([[0, 1], [2]], waiting: 4)),
      // Nobody may wait at END.
      try plan("group-left", bins([[0, 1]]), at: 3),
    ]
  }

  private func layout() throws -> BadShard {
    var meta = Samples.meta("tokens", layout: Samples.narrow)
    var tokenizer = meta["tokenizer"]?.fields ?? [:]
    tokenizer["size"] = 7
    meta["tokenizer"] = .object(tokenizer)
    let written = try GoodMember(meta: meta, content: []).forged.written()
    return BadShard(
      "content-layout-size", "badLayout", at: .frame(0), layer: .content, written.bytes,
      places: written.places)
  }
}
