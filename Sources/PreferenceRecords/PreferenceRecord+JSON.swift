import ByteStreams
import JSON
import ShardFormat

extension PreferenceRecord {
  /// The record as JSON with long names (schemas/record.schema.json): digests in hexadecimal, `extra` as the values that
  /// it holds.
  public var json: JSONValue {
    // The order of a person's reading, not of the bytes.
    RecordJSON.json(cbor, under: nil)
  }

  /// One line of JSON, without a line end.
  public var jsonText: String { json.text() }

  /// Reads what `json` writes, as strictly as `init(cbor:)`.
  public init(json: JSONValue) throws(RecordError) {
    try self.init(cbor: try RecordJSON.cbor(json, under: nil, path: ""))
  }

  public init(jsonText: String) throws(RecordError) {
    let value: JSONValue
    do { value = try JSONValue(parsing: jsonText) } catch {
      throw RecordError(path: "", what: "\(error)")
    }
    try self.init(json: value)
  }
}

/// Renames between the two forms.
private enum RecordJSON {
  static let order: [String: Int] = Dictionary(
    uniqueKeysWithValues: RecordKey.allCases.enumerated().map { ($1.rawValue, $0) })

  static func json(_ value: CBOR, under key: RecordKey?) -> JSONValue {
    switch value {
    case .unsigned(let n): return Int64(exactly: n).map { .integer($0) } ?? .bigInteger(String(n))
    case .negative(let n): return Int64(exactly: n).map { .integer(-1 - $0) } ?? .null
    case .bytes(let bytes): return .string(Digest(bytes: bytes)?.hex ?? "")
    case .text(let text): return .string(text)
    case .array(let values): return .array(values.map { json($0, under: nil) })
    case .bool(let value): return .bool(value)
    case .null: return .null
    case .double(let value): return .double(value)
    case .map(let entries):
      var members: [(String, JSONValue)] = []
      for entry in entries {
        guard let name = entry.key.textValue else { continue }
        if key == .extra {
          // Text that is no JSON cannot come from a converter; it stays a string then.
          let text = entry.value.textValue ?? ""
          members.append((name, (try? JSONValue(parsing: text)) ?? .string(text)))
        } else if key == .sampling {
          members.append((name, json(entry.value, under: nil)))
        } else {
          let own = RecordKey.byShort[name]
          members.append((own?.rawValue ?? name, json(entry.value, under: own)))
        }
      }
      members.sort { a, b in
        let (x, y) = (order[a.0] ?? .max, order[b.0] ?? .max)
        return key == .extra || key == .sampling || x == y
          ? a.0.utf8.lexicographicallyPrecedes(b.0.utf8) : x < y
      }
      return .object(JSONObject(members))
    }
  }

  static func cbor(_ value: JSONValue, under key: RecordKey?, path: String) throws(RecordError) -> CBOR {
    switch value {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(Int(value))
    case .bigInteger: throw RecordError(path: path, what: "an integer is too large")
    case .double(let value): return .double(value)
    case .string(let text):
      guard key == .sha256 else { return .text(text) }
      guard let digest = Digest(hex: text) else {
        throw RecordError(path: path, what: "must be 64 hexadecimal digits")
      }
      return .bytes(digest.bytes)
    case .array(let values):
      var list: [CBOR] = []
      for (i, value) in values.enumerated() {
        let element = try cbor(value, under: nil, path: "\(path)[\(i)]")
        if key == .span, let number = element.doubleValue {
          list.append(.double(number))
        } else {
          list.append(element)
        }
      }
      return .array(list)
    case .object(let object):
      var entries: [CBOR.Entry] = []
      for member in object.members {
        let place = path.isEmpty ? member.key : path + "." + member.key
        var name = member.key
        let content: CBOR
        if key == .extra {
          content = .text(member.value.text())
        } else if key == .sampling {
          content = try cbor(member.value, under: nil, path: place)
        } else {
          let own = RecordKey(rawValue: member.key)
          // An unknown name must not pass for a short one.
          name = own?.short ?? "?" + member.key
          content = try cbor(member.value, under: own, path: place)
        }
        entries.append(CBOR.Entry(key: .text(name), value: content))
      }
      return .map(entries)
    }
  }
}
