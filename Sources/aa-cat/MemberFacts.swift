import ByteStreams
import JSON
import ShardFormat

/// What META, END and SUMMARY tell of one member.
struct MemberFacts {
  var file: String
  var member: Int
  var meta: ShardMeta
  var end: MemberEnd
  /// Bytes of the whole member.
  var bytes: UInt64

  var json: JSONValue {
    .object(
      JSONObject([
        ("file", .string(file)), ("member", JSONValue(member)), ("bytes", JSONValue(.unsigned(bytes))),
        ("meta", JSONValue(meta.cbor)), ("records", JSONValue(.unsigned(end.records))),
        ("groups", JSONValue(.unsigned(end.groups))), ("bins", JSONValue(.unsigned(end.bins))),
        ("blobs", JSONValue(.unsigned(end.blobs))), ("record_bytes", JSONValue(.unsigned(end.recordBytes))),
        ("blob_bytes", JSONValue(.unsigned(end.blobBytes))), ("frames", JSONValue(.unsigned(end.frames))),
        ("content_root", .string(end.contentRoot.hex)),
        ("counters", end.summary?["counters"].map { JSONValue($0) } ?? .object(JSONObject())),
      ]))
  }

  /// Lines with their values in one column.
  var text: String {
    var table = FactTable()
    table.add("profile", meta.profile.rawValue)
    for step in meta.chain {
      let options = step.options.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      table.add("tool", ([step.name, step.version] + options).joined(separator: " "))
    }
    for source in meta.sources { table.add("source", sourceLine(source)) }
    if let digest = meta.tokenizer?["sha256"]?.bytesValue { table.add("tokenizer", "sha256 \(hex(digest))") }
    table.add("size", ByteSize.text(bytes))
    table.add("records", "\(end.records) (\(ByteSize.text(end.recordBytes)))")
    table.add("media", "\(end.blobs) (\(ByteSize.text(end.blobBytes)))")
    if end.groups > 0 { table.add("token groups", "\(end.groups)") }
    if end.bins > 0 { table.add("bins", "\(end.bins)") }
    for (name, counts) in (end.summary?["counters"]?.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
      // "records.by_modality" reads "records by modality".
      let title = name.split { $0 == "." || $0 == "_" }.joined(separator: " ")
      for (key, count) in (counts.fields ?? [:]).sorted(by: { $0.key < $1.key }) {
        table.add(title, "\(key): \(JSONValue(count).text())")
      }
    }
    table.add("content root", end.contentRoot.hex)
    return "\(file), member \(member)\n" + table.text
  }

  private func sourceLine(_ source: CBOR) -> String {
    guard let name = source["name"]?.textValue else { return JSONValue(source).text() }
    let more = ["revision", "licence"].compactMap { key in
      source[key]?.textValue.map { "\(key) \($0)" }
    }
    return ([name] + more).joined(separator: ", ")
  }
}

/// Titles and values, the values under each other. A title is told once for what follows under it.
struct FactTable {
  private var rows: [(title: String, value: String)] = []
  mutating func add(_ title: String, _ value: String) { rows.append((title, value)) }

  var text: String {
    let width = (rows.map(\.title.count).max() ?? 0) + 2
    var text = ""
    for (i, row) in rows.enumerated() {
      let title = i > 0 && rows[i - 1].title == row.title ? "" : row.title
      text += "  " + title + String(repeating: " ", count: width - title.count) + row.value + "\n"
    }
    return text
  }
}

/// Bytes in the unit that suits them.
enum ByteSize {
  static func text(_ bytes: UInt64) -> String {
    if bytes < 1024 { return "\(bytes) bytes" }
    var value = Double(bytes)
    var unit = 0
    let units = ["bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) \(units[unit])"
  }
}
