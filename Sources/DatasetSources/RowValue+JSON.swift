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
