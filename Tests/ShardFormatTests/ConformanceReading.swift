import ByteStreams
import JSON
import ShardFormat

/// A stream read into the form of `fixtures/conformance/good`, as far as a container's reader can tell.
struct ConformanceReading {
  private var members: [JSONValue] = []
  private var meta = JSONValue.null
  private var items: [JSONValue] = []

  static func of(_ bytes: [UInt8]) throws -> JSONValue {
    var reading = ConformanceReading()
    let reader = ShardReader(source: MemorySource(bytes))
    while let frame = try reader.nextFrame() { reading.take(frame) }
    return ["members": .array(reading.members)]
  }

  private mutating func take(_ frame: ShardFrame) {
    switch frame {
    case .meta(let found): meta = json(found.cbor)
    case .records(let records, _):
      items.append(["records": .array(records.map { ["sha256": .string($0.digest.hex)] })])
    case .blobs(let blobs, _): items.append(["blobs": .array(blobs.map(blob))])
    case .tokens(_, let frame): items.append(["tokens": columns(frame)])
    case .plan(_, let frame): items.append(["plan": columns(frame)])
    case .other(let frame):
      // Its payload is given as it is stored; what is compressed is named by its length alone here.
      items.append(["other": ["kind": .integer(Int64(frame.kind.rawValue))]])
    case .end(let end):
      members.append([
        "meta": meta, "items": .array(items),
        "end": [
          "frames": count(end.frames), "records": count(end.records), "record_bytes": count(end.recordBytes),
          "blobs": count(end.blobs), "blob_bytes": count(end.blobBytes), "groups": count(end.groups),
          "bins": count(end.bins), "content_root": .string(end.contentRoot.hex),
        ],
        "counters": end.summary?["counters"].map { json($0) } ?? .null,
      ])
      items = []
    }
  }

  private func blob(_ blob: Blob) -> JSONValue {
    [
      "sha256": .string(blob.digest.hex), "length": JSONValue(blob.bytes.count),
      "facts": blob.facts.map { json($0) } ?? .null,
    ]
  }

  private func columns(_ frame: RawFrame) -> JSONValue {
    ["entries": JSONValue(frame.entries), "digest": .string(frame.digest.hex)]
  }

  private func count(_ n: UInt64) -> JSONValue { .integer(Int64(n)) }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The mapping of `fixtures/conformance/README.md`.
  private func json(_ value: CBOR) -> JSONValue {
    switch value {
    case .unsigned(let n): n <= 1 << 53 ? .integer(Int64(n)) : .string("\(n)")
    case .negative(let n):
      n < 1 << 53 ? .integer(-1 - Int64(n)) : .string(n == .max ? "-18446744073709551616" : "-\(n + 1)")
    case .bytes(let bytes): .string(hex(bytes))
    case .text(let text): .string(text)
    case .array(let values): .array(values.map(json))
    case .map(let entries):
      .object(JSONObject(entries.map { ($0.key.textValue ?? hex($0.key.encode()), json($0.value)) }))
    case .bool(let flag): .bool(flag)
    case .null: .null
    case .double(let number):
      number.isFinite ? .double(number) : .string(number.isNaN ? "nan" : number < 0 ? "-inf" : "inf")
    }
  }

  /// The expected reading without what only a reader of records and trees can know.
  static func container(_ expected: JSONValue) -> JSONValue {
    let members = expected["members"]?.arrayValue ?? []
    return ["members": .array(members.map(container(member:)))]
  }

  private static func container(member: JSONValue) -> JSONValue {
    let items: [JSONValue] = (member["items"]?.arrayValue ?? []).map { item in
      if let records = item["records"]?.arrayValue {
        return ["records": .array(records.map { ["sha256": $0["sha256"] ?? .null] })]
      }
      if let other = item["other"] { return ["other": ["kind": other["kind"] ?? .null]] }
      return item
    }
    return [
      "meta": member["meta"] ?? .null, "items": .array(items), "end": member["end"] ?? .null,
      "counters": member["counters"] ?? .null,
    ]
  }
}
