import ByteStreams
import CommandLineTool
import JSON
import ShardFormat

/// What `--info` says of one member.
struct MemberFacts {
  var file: String
  var member: Int
  var meta: ShardMeta
  var end: MemberEnd

  /// From a regular file by its trailers; from anything else by reading it through.
  static func of(_ path: String) throws -> [MemberFacts] {
    if path != "-" {
      do {
        return try MappedShard(path: path).members.enumerated().map {
          MemberFacts(file: path, member: $0.offset, meta: $0.element.meta, end: $0.element.end)
        }
      } catch let error as ShardError where error.code == .notAFile {}
    }
    let reader = ShardReader(source: try Streams.input(path), options: ShardReaderOptions(keepBlobs: false))
    var facts: [MemberFacts] = []
    while let item = try reader.next() {
      if case .end(let end) = item, let meta = reader.meta {
        facts.append(MemberFacts(file: reader.name, member: facts.count, meta: meta, end: end))
      }
    }
    return facts
  }

  var json: JSONValue {
    .object(
      JSONObject([
        ("file", .string(file)), ("member", .integer(Int64(member))), ("meta", JSONValue(meta.cbor)),
        ("records", JSONValue(.unsigned(end.records))), ("groups", JSONValue(.unsigned(end.groups))),
        ("bins", JSONValue(.unsigned(end.bins))), ("blobs", JSONValue(.unsigned(end.blobs))),
        ("record_bytes", JSONValue(.unsigned(end.recordBytes))),
        ("blob_bytes", JSONValue(.unsigned(end.blobBytes))),
        ("content_root", .string(end.contentRoot.hex)),
        ("counters", end.summary?["counters"].map { JSONValue($0) } ?? .object(JSONObject())),
      ]))
  }

  var text: String {
    var lines = ["\(file), member \(member)"]
    lines.append("  profile       \(meta.profile.rawValue)")
    for step in meta.chain {
      let options = step.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      lines.append("  tool          " + ([step.name, step.version] + options).joined(separator: " "))
    }
    for source in meta.sources {
      lines.append("  source        \(source["name"]?.textValue ?? JSONValue(source).text())")
    }
    if let tokenizer = meta.tokenizer {
      lines.append("  tokenizer     sha256 \(SHA256.hash(tokenizer.encode()).hex)")
    }
    lines.append("  records       \(end.records) (\(end.recordBytes) bytes)")
    lines.append("  media         \(end.blobs) (\(end.blobBytes) bytes)")
    if end.groups > 0 { lines.append("  token groups  \(end.groups)") }
    if end.bins > 0 { lines.append("  bins          \(end.bins)") }
    for counter in end.summary?["counters"]?.mapValue ?? [] {
      for entry in counter.value.mapValue ?? [] {
        lines.append(
          "  \(counter.key.textValue ?? "")  \(entry.key.textValue ?? ""): \(JSONValue(entry.value).text())")
      }
    }
    lines.append("  content root  \(end.contentRoot.hex)")
    return lines.joined(separator: "\n") + "\n"
  }
}
