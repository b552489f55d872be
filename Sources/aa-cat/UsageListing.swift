import ByteStreams
import JSON
import ShardFormat
import ShardInspection

extension ShardUsage {
  private static func name(_ kind: UInt8) -> String {
    kind == 0 ? "preambles and trailers" : "\(FrameKind(rawValue: kind))"
  }

  var json: JSONValue {
    func n(_ value: UInt64) -> JSONValue { JSONValue(.unsigned(value)) }
    func rows<Key: Comparable, Row>(
      _ rows: [Key: Row], _ name: (Key) -> String, _ fields: (Row) -> [(String, JSONValue)]
    ) -> JSONValue {
      .object(
        JSONObject(
          rows.sorted { $0.key < $1.key }.map { (name($0.key), .object(JSONObject(fields($0.value)))) }))
    }
    func large(_ list: [Large], _ title: String) -> JSONValue {
      .array(
        list.map {
          .object(
            JSONObject([
              ("sha256", .string($0.digest.hex)), ("bytes", JSONValue($0.bytes)), (title, .string($0.name)),
            ]))
        })
    }
    return .object(
      JSONObject([
        ("bytes", n(bytes)),
        (
          "frames",
          rows(frames, Self.name) {
            [("count", n($0.count)), ("bytes", n($0.bytes)), ("raw_bytes", n($0.rawBytes))]
          }
        ),
        (
          "modalities",
          rows(modalities, { $0 }) {
            [
              ("records", n($0.records)), ("record_bytes", n($0.recordBytes)),
              ("media_bytes", n($0.mediaBytes)), ("groups", n($0.groups)), ("tokens", n($0.tokens)),
            ]
          }
        ),
        ("media", rows(media, { $0 }) { [("count", n($0.count)), ("bytes", n($0.bytes))] }),
        ("largest_media", large(largestMedia, "kind")), ("largest_records", large(largestRecords, "id")),
      ]))
  }

  var text: String {
    var text = "\(ByteSize.text(bytes)) in all\n"
    var table = TextTable(["frames", "count", "stored", "raw"])
    for (kind, row) in frames.sorted(by: { $0.key < $1.key }) {
      table.add([
        Self.name(kind), "\(row.count)", ByteSize.text(row.bytes),
        kind == 0 ? "" : ByteSize.text(row.rawBytes),
      ])
    }
    text += "\n" + table.text
    if modalities.values.contains(where: { $0.records > 0 }) {
      table = TextTable(["modality", "records", "bytes", "media"])
      for (key, row) in modalities.sorted(by: { $0.key < $1.key }) {
        table.add([key, "\(row.records)", ByteSize.text(row.recordBytes), ByteSize.text(row.mediaBytes)])
      }
      text += "\n" + table.text
    }
    if modalities.values.contains(where: { $0.groups > 0 }) {
      table = TextTable(["modality", "groups", "tokens"])
      for (key, row) in modalities.sorted(by: { $0.key < $1.key }) {
        table.add([key, "\(row.groups)", "\(row.tokens)"])
      }
      text += "\n" + table.text
    }
    if !media.isEmpty {
      table = TextTable(["media", "count", "bytes"])
      for (kind, row) in media.sorted(by: { $0.key < $1.key }) {
        table.add([kind, "\(row.count)", ByteSize.text(row.bytes)])
      }
      text += "\n" + table.text
    }
    for (title, list) in [("largest media", largestMedia), ("largest records", largestRecords)]
    where !list.isEmpty {
      table = TextTable([title, "bytes", ""])
      for large in list { table.add([large.digest.hex, ByteSize.text(UInt64(large.bytes)), large.name]) }
      text += "\n" + table.text
    }
    return text
  }
}

/// Columns under their titles, the first to the left and the others to the right; a last one without a title to the left.
struct TextTable {
  private var rows: [[String]]
  init(_ titles: [String]) { rows = [titles] }
  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.count)
        if column > 0 { line += "  " }
        let toTheLeft = column == 0 || rows[0][column].isEmpty
        line += toTheLeft ? cell + space : space + cell
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
