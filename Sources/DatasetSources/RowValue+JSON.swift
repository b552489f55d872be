import ByteStreams
import JSON

extension RowValue {
  /// Takes over a JSON document.
  public init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .integer(let value): self = .integer(value)
    case .bigInteger(let digits): self = .bigInteger(digits)
    case .double(let value): self = .double(value)
    case .string(let value): self = .string(value)
    case .array(let values): self = .array(values.map { RowValue($0) })
    case .object(let object):
      self = .object(RowObject(object.members.map { .init(key: $0.key, value: RowValue($0.value)) }))
    }
  }

  /// As JSON text on one line: what `json.text()` gives.
  var jsonText: String {
    switch self {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .integer(let value): return String(value)
    case .bigInteger(let digits): return digits
    case .string, .array, .object:
      var out: [UInt8] = []
      appendJSON(to: &out)
      return String(decoding: out, as: UTF8.self)
    case .double, .bytes: return json.text()
    }
  }

  private func appendJSON(to out: inout [UInt8]) {
    switch self {
    case .string(let value): JSONValue.append(string: value, to: &out)
    case .array(let values):
      out.append(0x5B)
      for i in values.indices {
        if i > 0 { out.append(0x2C) }
        values[i].appendJSON(to: &out)
      }
      out.append(0x5D)
    case .object(let object):
      out.append(0x7B)
      for i in object.members.indices {
        if i > 0 { out.append(0x2C) }
        JSONValue.append(string: object.members[i].key, to: &out)
        out.append(0x3A)
        object.members[i].value.appendJSON(to: &out)
      }
      out.append(0x7D)
    default: out.append(contentsOf: jsonText.utf8)
    }
  }

  /// As JSON, for what is kept as text. Bytes become `{"base64": …}`.
  public var json: JSONValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .bigInteger(let digits): .bigInteger(digits)
    case .double(let value): .double(value)
    case .string(let value): .string(value)
    case .bytes(let bytes): .object(JSONObject([("base64", .string(Base64.text(bytes)))]))
    case .array(let values): .array(values.map(\.json))
    case .object(let object):
      .object(JSONObject(object.members.map { ($0.key, $0.value.json) }))
    }
  }
}
