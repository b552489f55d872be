import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat
import TokenTrees

/// What a good member holds, from which its bytes and the expected reading are both made.
struct GoodMember {
  enum Content {
    case records([PreferenceRecord])
    case blobs([SampleBlob])
    case tokens([TokenGroup], VocabularyLayout, referenceModel: Digest?)
    case plan(Plan)
    /// A frame of a kind that version 1 does not know.
    case other(kind: UInt8, [UInt8])
    case pad([UInt8])
  }

  var meta: [String: CBOR]
  var content: [Content]
  var counters: [String: [String: Int]] = [:]
  var compressed = false
  var hasIndex = true
  var hasSummary = true
  /// Unknown keys in END and SUMMARY.
  var extraKeys: [String: CBOR] = [:]
  /// Frames behind END that version 1 does not know.
  var behindEnd: [ForgedFrame] = []
  var preamble = ForgedPreamble()

  var forged: ForgedMember {
    get throws {
      var frames = [ForgedFrame(1, CBOR.object(meta).encode())]
      var counts = Counts()
      var blobs: [(digest: Digest, frame: Int, slot: Int)] = []
      for one in content {
        let frame = try one.frame(compressed: compressed)
        if case .blobs(let list) = one {
          blobs += list.enumerated().map { ($0.element.digest, frames.count, $0.offset) }
        }
        one.count(frame, into: &counts)
        frames.append(frame)
      }
      let before = frames
      frames.append(ForgedFrame(7, Payloads.end(counts, frames: before.count, extra: extraKeys)))
      if hasIndex {
        frames.append(
          ForgedFrame(8, entries: before.count, Payloads.index(before, blobs: blobs).encoded()))
      }
      if hasSummary {
        let place = ForgedMember(frames: frames, trailer: nil).bytes.count
        frames.append(ForgedFrame(9, summary(counts, place: place).encode()))
      }
      return ForgedMember(preamble: preamble, frames: frames + behindEnd)
    }
  }

  private func summary(_ counts: Counts, place: Int) -> CBOR {
    var fields = extraKeys
    fields["bytes"] = [
      "records": .integer(counts.recordBytes), "blobs": .integer(counts.blobBytes),
      "frames": .integer(place),
    ]
    fields["counters"] = .object(counters.mapValues { .object($0.mapValues { .integer($0) }) })
    return .object(fields)
  }

  /// What a reader must find in it.
  var expected: JSONValue {
    get throws {
      let forged = try forged
      var counts = Counts()
      for (one, frame) in zip(content, forged.frames.dropFirst()) { one.count(frame, into: &counts) }
      var members: [(String, JSONValue)] = [
        ("meta", JSONValue(plain: .object(meta))),
        ("frames", .array(forged.frames.map { .integer(Int64($0.kind)) })),
        (
          "items", .array(zip(content, forged.frames.dropFirst()).compactMap { $0.expected($1) })
        ),
        (
          "end",
          [
            "frames": JSONValue(content.count + 1), "records": JSONValue(counts.records),
            "record_bytes": JSONValue(counts.recordBytes), "blobs": JSONValue(counts.blobs),
            "blob_bytes": JSONValue(counts.blobBytes), "groups": JSONValue(counts.groups),
            "bins": JSONValue(counts.bins), "content_root": .string(Payloads.root(counts.entries[...]).hex),
          ]
        ),
        (
          "counters",
          hasSummary
            ? JSONValue(plain: .object(counters.mapValues { .object($0.mapValues { .integer($0) }) })) : .null
        ),
      ]
      let groups = content.flatMap { one -> [TokenGroup] in
        if case .tokens(let groups, _, _) = one { groups } else { [] }
      }
      if !groups.isEmpty { members.append(("groups", .array(groups.map(\.expected)))) }
      if let bins { members.append(("bins", .array(bins.map { .array($0.map { JSONValue($0) }) }))) }
      return .object(JSONObject(members))
    }
  }

  /// Ordinals in the member of the groups of each bin; nil without a plan.
  private var bins: [[Int]]? {
    var waiting: [Int] = []
    var come = 0
    var bins: [[Int]]?
    for one in content {
      if case .tokens(let groups, _, _) = one {
        waiting += Array(come..<come + groups.count)
        come += groups.count
      }
      if case .plan(let plan) = one {
        bins = (bins ?? []) + plan.bins.map { $0.map { waiting[$0] } }
        let taken = Set(plan.bins.flatMap { $0 } + plan.dropped)
        waiting = waiting.indices.filter { !taken.contains($0) }.map { waiting[$0] }
      }
    }
    return bins
  }
}

extension GoodMember.Content {
  func frame(compressed: Bool) throws -> ForgedFrame {
    switch self {
    case .records(let records):
      ForgedFrame(
        2, entries: records.count, Payloads.records(records.map { $0.encoded() }), compressed: compressed)
    case .blobs(let blobs):
      ForgedFrame(3, entries: blobs.count, Payloads.blobs(blobs), compressed: compressed)
    case .tokens(let groups, let layout, let referenceModel):
      ForgedFrame(
        4, entries: groups.count,
        try TokenFrameCoding.encode(groups, vocabularySize: layout.size, referenceModel: referenceModel)
          .encoded(), compressed: compressed)
    case .plan(let plan):
      ForgedFrame(5, entries: plan.bins.count, plan.columns.encoded(), compressed: compressed)
    case .other(let kind, let bytes): ForgedFrame(kind, bytes, compressed: compressed)
    case .pad(let bytes): ForgedFrame(11, bytes)
    }
  }

  func count(_ frame: ForgedFrame, into counts: inout Counts) {
    switch self {
    case .records(let records):
      for bytes in records.map({ $0.encoded() }) {
        counts.records += 1
        counts.recordBytes += bytes.count
        counts.entries.append(SHA256.hash(bytes))
      }
    case .blobs(let blobs):
      counts.blobs += blobs.count
      counts.blobBytes += blobs.reduce(0) { $0 + $1.bytes.count }
    case .tokens(let groups, _, _):
      counts.groups += groups.count
      counts.entries.append(frame.digest)
    case .plan(let plan):
      counts.bins += plan.bins.count
      counts.entries.append(frame.digest)
    case .other, .pad: break
    }
  }

  /// nil for what holds nothing.
  func expected(_ frame: ForgedFrame) -> JSONValue? {
    switch self {
    case .records(let records):
      [
        "records": .array(
          records.map { ["sha256": .string(SHA256.hash($0.encoded()).hex), "record": $0.json] })
      ]
    case .blobs(let blobs):
      [
        "blobs": .array(
          blobs.map {
            [
              "sha256": .string($0.digest.hex), "length": JSONValue($0.bytes.count),
              "facts": $0.facts.map { JSONValue(plain: $0) } ?? .null,
            ]
          })
      ]
    case .tokens(let groups, _, _): columns("tokens", frame, entries: groups.count)
    case .plan(let plan): columns("plan", frame, entries: plan.bins.count)
    case .other(let kind, let bytes):
      [
        "other": [
          "kind": .integer(Int64(kind)), "length": JSONValue(bytes.count),
          "sha256": .string(SHA256.hash(bytes).hex),
        ]
      ]
    case .pad: nil
    }
  }

  private func columns(_ name: String, _ frame: ForgedFrame, entries: Int) -> JSONValue {
    let facts: JSONValue = ["entries": JSONValue(entries), "digest": .string(frame.digest.hex)]
    return .object(JSONObject([(name, facts)]))
  }
}

extension TokenGroup {
  /// The group as `fixtures/conformance/README.md` describes it.
  var expected: JSONValue {
    var positions: [Int] = []
    for segment in segments {
      positions.append(segment.parent.map { positions[$0] + segments[$0].count } ?? 0)
    }
    let shapes: [JSONValue] = segments.enumerated().map { index, segment in
      [
        "start": JSONValue(segment.start), "count": JSONValue(segment.count),
        "parent": segment.parent.map { JSONValue($0) } ?? .null,
        "role": .string(segment.role == .prompt ? "prompt" : "candidate"),
        "first_position": JSONValue(positions[index]),
      ]
    }
    let media: [JSONValue] = mediaSpans.map {
      [
        "start": JSONValue($0.start), "count": JSONValue($0.count), "kind": .string($0.kind),
        "sha256": .string($0.digest.hex),
      ]
    }
    let reference: JSONValue =
      referenceLogProbabilities.map { .array($0.map { .double(Double($0)) }) } ?? .null
    return [
      "record": .string(record.hex), "modality": .string(modality), "cluster": .string(String(cluster)),
      "tokens": .array(tokens.map { .integer(Int64($0)) }),
      "loss_mask": .array(lossMask.map { .integer(Int64($0)) }),
      "reference_log_probabilities": reference, "segments": .array(shapes),
      "pairs": .array(pairs.map { [JSONValue($0.winner), JSONValue($0.loser)] }), "media": .array(media),
    ]
  }
}

extension JSONValue {
  /// CBOR as JSON: byte strings in hexadecimal, integers beyond 2^53 and numbers that are not finite as text, and a key
  /// that is not text as the hexadecimal of its encoding.
  init(plain value: CBOR) {
    switch value {
    case .unsigned(let n): self = n <= 1 << 53 ? .integer(Int64(n)) : .string(String(n))
    case .negative(let n):
      self = n < 1 << 53 ? .integer(-1 - Int64(n)) : .string(JSONValue.belowZero(n))
    case .bytes(let bytes): self = .string(JSONValue.hexadecimal(bytes))
    case .text(let text): self = .string(text)
    case .array(let items): self = .array(items.map { JSONValue(plain: $0) })
    case .map(let entries):
      self = .object(
        JSONObject(
          entries.map {
            ($0.key.textValue ?? JSONValue.hexadecimal($0.key.encode()), JSONValue(plain: $0.value))
          }))
    case .bool(let flag): self = .bool(flag)
    case .null: self = .null
    case .double(let number):
      if number.isNaN {
        self = "nan"
      } else if number.isInfinite {
        self = number < 0 ? "-inf" : "inf"
      } else {
        self = .double(number)
      }
    }
  }

  /// −1 − n in decimal, also where it does not fit an Int64.
  private static func belowZero(_ n: UInt64) -> String {
    n == .max ? "-18446744073709551616" : "-" + String(n + 1)
  }

  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
