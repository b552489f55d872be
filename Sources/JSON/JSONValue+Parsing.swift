extension JSONValue {
  /// Reads exactly one document.
  /// - Parameter firstLine: the line of the first byte, when the bytes are a part of a file.
  public init(
    parsing bytes: [UInt8], limits: JSONLimits = JSONLimits(), firstLine: Int = 1
  ) throws(JSONError) {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(JSONError) -> JSONValue in
        try JSONValue(parsing: buffer, limits: limits, firstLine: firstLine)
      }
    }
    self = try result.get()
  }

  public init(parsing text: String, limits: JSONLimits = JSONLimits()) throws(JSONError) {
    try self.init(parsing: Array(text.utf8), limits: limits)
  }

  public init(
    parsing bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits = JSONLimits(), firstLine: Int = 1
  ) throws(JSONError) {
    var scanner = try JSONScanner(bytes, limits: limits, firstLine: firstLine)
    let first = try scanner.next()
    self = try JSONValue.build(first, &scanner, limits)
    _ = try scanner.next()
  }

  /// The value whose first token is `token`. Depth is bounded by the scanner.
  private static func build(
    _ token: JSONToken, _ scanner: inout JSONScanner, _ limits: JSONLimits
  ) throws(JSONError) -> JSONValue {
    switch token {
    case .null: return .null
    case .bool(let value): return .bool(value)
    case .integer(let value): return .integer(value)
    case .bigInteger(let range): return .bigInteger(scanner.digits(range))
    case .double(let value): return .double(value)
    case .string(let text): return .string(try scanner.string(text))
    case .beginArray:
      var elements: [JSONValue] = []
      while true {
        let token = try scanner.next()
        if token == .endArray { return .array(elements) }
        elements.append(try build(token, &scanner, limits))
      }
    case .beginObject: return .object(try members(&scanner, limits))
    case .key, .endObject, .endArray, .end: throw scanner.error("expected a value")
    }
  }

  private static func members(
    _ scanner: inout JSONScanner, _ limits: JSONLimits
  ) throws(JSONError) -> JSONObject {
    var members: [JSONObject.Member] = []
    // Few members are compared one by one; a set takes over when there are many.
    var seen: [String: Int] = [:]
    while case .key(let text) = try scanner.next() {
      let key = try scanner.string(text)
      var earlier: Int?
      if members.count < 16 {
        earlier = members.firstIndex { $0.key == key }
      } else {
        if seen.isEmpty { for (i, member) in members.enumerated() { seen[member.key] = i } }
        earlier = seen.updateValue(members.count, forKey: key)
      }
      if earlier != nil, limits.duplicateKeys == .refuse {
        throw scanner.error("the member '\(key)' occurs twice", at: text.range.lowerBound - 1)
      }
      let value = try build(try scanner.next(), &scanner, limits)
      if let earlier {
        members[earlier].value = value
        if !seen.isEmpty { seen[key] = earlier }
      } else {
        members.append(JSONObject.Member(key: key, value: value))
      }
    }
    return JSONObject(members)
  }
}
