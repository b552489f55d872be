import JSON

extension RowValue {
  /// Reads exactly one JSON document, as `JSONValue` does, without making one on the way.
  /// - Parameter firstLine: the line of the first byte in its file.
  init(
    parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(), firstLine: Int = 1
  ) throws(JSONError) {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(JSONError) -> RowValue in
        var scanner = try JSONScanner(buffer, limits: limits, firstLine: firstLine)
        let value = try RowValue.build(try scanner.next(), &scanner)
        _ = try scanner.next()
        return value
      }
    }
    self = try result.get()
  }

  /// The value whose first token is `token`. Depth is bounded by the scanner.
  private static func build(_ token: JSONToken, _ scanner: inout JSONScanner) throws(JSONError) -> RowValue {
    switch token {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .bigInteger(let range): return .bigInteger(scanner.digits(range))
    case .double(let value): return .double(value)
    case .string(let text): return .string(try scanner.string(text))
    case .beginArray:
      var elements: [RowValue] = []
      while true {
        let token = try scanner.next()
        if case .endArray = token { return .array(elements) }
        elements.append(try build(token, &scanner))
      }
    case .beginObject: return .object(try members(&scanner))
    case .key, .endObject, .endArray, .end: throw scanner.error("expected a value")
    }
  }

  private static func members(_ scanner: inout JSONScanner) throws(JSONError) -> RowObject {
    var members: [RowObject.Member] = []
    members.reserveCapacity(8)
    // Few members are compared one by one; a set takes over when there are many.
    var seen: Set<String> = []
    // Equality sees through Unicode's normalisation forms; in ASCII, names of different lengths differ.
    var isASCII = true
    while case .key(let text) = try scanner.next() {
      let key = try scanner.string(text)
      let isTwice: Bool
      if members.count < 16 {
        isASCII = isASCII && key.utf8.allSatisfy { $0 < 0x80 }
        let length = isASCII ? key.utf8.count : nil
        isTwice = members.withUnsafeBufferPointer { members in
          members.indices.contains {
            (length == nil || members[$0].key.utf8.count == length) && members[$0].key == key
          }
        }
      } else {
        if seen.isEmpty { for member in members { seen.insert(member.key) } }
        isTwice = !seen.insert(key).inserted
      }
      if isTwice { throw scanner.error("the member '\(key)' occurs twice", at: text.range.lowerBound - 1) }
      members.append(.init(key: key, value: try build(try scanner.next(), &scanner)))
    }
    return RowObject(members)
  }
}
