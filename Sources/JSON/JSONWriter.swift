extension JSONValue {
  public struct Style: Sendable {
    /// Members sorted by their names' UTF-8 bytes; otherwise in the order given.
    public var sortedKeys = false
    /// Spaces per level; nil puts everything on one line, without spaces.
    public var indent: Int?
    public init(sortedKeys: Bool = false, indent: Int? = nil) {
      self.sortedKeys = sortedKeys
      self.indent = indent
    }
  }

  /// The text as UTF-8. The same value and style always give the same bytes: doubles in their shortest form that reads
  /// back to the same value, and null in place of a double that JSON cannot express (infinite or not a number).
  public func serialised(_ style: Style = Style()) -> [UInt8] {
    var out: [UInt8] = []
    append(to: &out, style, level: 0)
    return out
  }

  /// The text as a string.
  public func text(_ style: Style = Style()) -> String { String(decoding: serialised(style), as: UTF8.self) }

  private func append(to out: inout [UInt8], _ style: Style, level: Int) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .integer(let value): out.append(contentsOf: String(value).utf8)
    case .bigInteger(let digits): out.append(contentsOf: digits.utf8)
    case .double(let value): out.append(contentsOf: (value.isFinite ? value.description : "null").utf8)
    case .string(let value): JSONValue.append(string: value, to: &out)
    case .array(let elements):
      out.append(0x5B)
      for (i, element) in elements.enumerated() {
        if i > 0 { out.append(0x2C) }
        JSONValue.newLine(&out, style, level + 1)
        element.append(to: &out, style, level: level + 1)
      }
      if !elements.isEmpty { JSONValue.newLine(&out, style, level) }
      out.append(0x5D)
    case .object(let object):
      out.append(0x7B)
      var members = object.members
      if style.sortedKeys { members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
      for (i, member) in members.enumerated() {
        if i > 0 { out.append(0x2C) }
        JSONValue.newLine(&out, style, level + 1)
        JSONValue.append(string: member.key, to: &out)
        out.append(0x3A)
        if style.indent != nil { out.append(0x20) }
        member.value.append(to: &out, style, level: level + 1)
      }
      if !members.isEmpty { JSONValue.newLine(&out, style, level) }
      out.append(0x7D)
    }
  }

  private static func newLine(_ out: inout [UInt8], _ style: Style, _ level: Int) {
    guard let indent = style.indent else { return }
    out.append(0x0A)
    out.append(contentsOf: repeatElement(0x20, count: indent * level))
  }

  /// Appends `string` in quotes: only quotes, backslashes and control characters are escaped.
  public static func append(string: String, to out: inout [UInt8]) {
    var string = string
    out.append(0x22)
    string.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return }
      var i = 0
      while i < bytes.count {
        let special = ByteSearch.firstSpecial(base, from: i, to: bytes.count)
        out.append(contentsOf: UnsafeBufferPointer(start: base + i, count: special - i))
        if special < bytes.count { appendEscaped(bytes[special], to: &out) }
        i = special + 1
      }
    }
    out.append(0x22)
  }

  private static func appendEscaped(_ byte: UInt8, to out: inout [UInt8]) {
    out.append(0x5C)
    switch byte {
    case 0x22, 0x5C: out.append(byte)
    case 0x08: out.append(0x62)
    case 0x0C: out.append(0x66)
    case 0x0A: out.append(0x6E)
    case 0x0D: out.append(0x72)
    case 0x09: out.append(0x74)
    default:
      out.append(contentsOf: "u00".utf8)
      for digit in [byte >> 4, byte & 15] { out.append(digit < 10 ? 0x30 + digit : 0x61 + digit - 10) }
    }
  }
}
