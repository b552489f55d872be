import ByteStreams
import JSON
import PreferenceRecords
import ShardFormat

/// One line for each item of a stream.
enum ItemLines {
  /// nil for what has no line: the end of a member.
  /// - Parameter file: where a blob was written to.
  static func line(_ item: ShardItem, file: String? = nil) -> JSONValue? {
    switch item {
    case .meta(let meta): .object(JSONObject([("meta", JSONValue(meta.cbor))]))
    case .blob(let blob): .object(JSONObject([("blob", self.blob(blob, file))]))
    case .record(let item):
      .object(
        JSONObject([
          ("sha256", .string(item.digest.hex)),
          ("record", record(item.bytes)),
        ]))
    case .tokens(let block, let frame): .object(JSONObject([("tokens", columns(block, frame))]))
    case .plan(let block, let frame): .object(JSONObject([("plan", columns(block, frame))]))
    case .other(let frame):
      .object(
        JSONObject([
          ("frame", .string("\(frame.kind)")), ("bytes", .integer(Int64(frame.stored.bytes.count))),
        ]))
    case .end: nil
    }
  }

  private static func blob(_ blob: Blob, _ file: String?) -> JSONValue {
    var fields: [(String, JSONValue)] = [
      ("sha256", .string(blob.digest.hex)), ("bytes", JSONValue(blob.count)),
      ("facts", blob.facts.map { JSONValue($0) } ?? .null),
    ]
    if let file { fields.append(("file", .string(file))) }
    return .object(JSONObject(fields))
  }

  /// A preference record under its long names; any other CBOR as it is.
  private static func record(_ bytes: [UInt8]) -> JSONValue {
    guard let value = try? CBOR.decode(bytes) else { return .null }
    if let record = try? PreferenceRecord(cbor: value) { return record.json }
    return JSONValue(value)
  }

  private static func columns(_ block: ColumnBlock, _ frame: RawFrame) -> JSONValue {
    var fields: [(String, JSONValue)] = [
      ("entries", .integer(Int64(frame.entries))), ("attributes", JSONValue(.object(block.attributes))),
    ]
    var columns: [(String, JSONValue)] = []
    for name in block.names { columns.append((name, values(block, name))) }
    fields.append(("columns", .object(JSONObject(columns))))
    return .object(JSONObject(fields))
  }

  /// Numbers as a list, bytes as hexadecimal text.
  private static func values(_ block: ColumnBlock, _ name: String) -> JSONValue {
    switch block.type(of: name) {
    case .u8, .u16, .u32:
      return .array(((try? block.widened(name)) ?? []).map { .integer(Int64($0)) })
    case .i32: return .array(((try? block.i32(name)) ?? []).map { .integer(Int64($0)) })
    case .u64: return .array(((try? block.u64(name)) ?? []).map { JSONValue(.unsigned($0)) })
    case .f32:
      return .array(
        ((try? block.f32(name)) ?? []).map { $0.isFinite ? .double(Double($0)) : .string("\($0)") })
    case .bytes: return .string(hex((try? block.bytes(name)) ?? []))
    case nil: return .null
    }
  }
}
