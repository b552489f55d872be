import JSON
import ShardFormat

extension JSONValue {
  /// CBOR as JSON: byte strings become hexadecimal text, numbers that JSON cannot hold become text.
  init(_ value: CBOR) {
    switch value {
    case .unsigned(let n): self = Int64(exactly: n).map { .integer($0) } ?? .bigInteger(String(n))
    case .negative(let n):
      self = Int64(exactly: n).map { .integer(-1 - $0) } ?? .string("-1-" + String(n))
    case .bytes(let bytes): self = .string(hex(bytes))
    case .text(let text): self = .string(text)
    case .array(let items): self = .array(items.map { JSONValue($0) })
    case .map(let entries):
      self = .object(
        JSONObject(
          entries.map { entry in
            let key = entry.key.textValue ?? JSONValue(entry.key).text()
            return (key, JSONValue(entry.value))
          }))
    case .bool(let flag): self = .bool(flag)
    case .null: self = .null
    case .double(let number): self = number.isFinite ? .double(number) : .string("\(number)")
    }
  }
}

func hex(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return String(decoding: out, as: UTF8.self)
}
