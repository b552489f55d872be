import JSON

/// One JSON object on one line, members in the order in which they were added.
///
/// Measurements are written as the shortest decimal that reads back as the same 32-bit number.
public struct JSONLine: Sendable {
  private var body = ""

  public init() {}

  public mutating func add(_ key: String, _ value: Int) { raw(key, "\(value)") }
  public mutating func add(_ key: String, _ value: UInt64) { raw(key, "\(value)") }
  public mutating func add(_ key: String, _ value: Bool) { raw(key, value ? "true" : "false") }
  public mutating func add(_ key: String, _ value: String) { raw(key, Self.quoted(value)) }
  /// JSON has no infinities: what is not finite becomes null.
  public mutating func add(_ key: String, _ value: Double) {
    raw(key, value.isFinite ? "\(Float(value).isFinite ? "\(Float(value))" : "\(value)")" : "null")
  }
  /// `json` is a JSON value already.
  public mutating func raw(_ key: String, _ json: String) {
    if !body.isEmpty { body += "," }
    body += Self.quoted(key) + ":" + json
  }

  public var text: String { "{" + body + "}" }

  public static func quoted(_ text: String) -> String { JSONValue.string(text).text() }
}
