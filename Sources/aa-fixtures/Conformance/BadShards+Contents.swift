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

  /// A member of these frames and an END that is true of them.
  func bare(_ name: String, _ error: String, at ordinal: Int, _ frames: [ForgedFrame], _ counts: Counts)
    -> BadShard
  {
    let end = ForgedFrame(7, Payloads.end(counts, frames: frames.count))
    let written = ForgedMember(frames: frames + [end]).written()
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
      return bare("record-" + name, "invalidRecord", at: 1, frames, counts)
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
      try plan("empty-bin", bins([[0, 1], [], [2]])),
      try planWithoutColumn(bins([[0, 1], [2]])),
    ]
  }

  private func planWithoutColumn(_ plan: Plan) throws -> BadShard {
    let layout = Samples.narrow
    let good = try GoodMember(
      meta: Samples.meta("packed", layout: layout),
      content: [.tokens(Samples.groups(layout), layout, referenceModel: nil)]
    ).forged.frames
    var block = plan.columns
    block.remove("dropped")
    let frames = [good[0], good[1], ForgedFrame(5, entries: plan.bins.count, block.encoded())]
    var counts = Counts()
    counts.groups = Int(frames[1].entries)
    counts.bins = plan.bins.count
    counts.entries = [frames[1].digest, frames[2].digest]
    return bare("plan-no-column", "badColumns", at: 2, frames, counts)
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
