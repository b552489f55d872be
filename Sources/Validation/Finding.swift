import JSON

/// How bad a finding is.
public enum Severity: String, Sendable, CaseIterable {
  /// The record breaks a later stage or teaches something false.
  case error = "E"
  /// Suspect.
  case warning = "W"
  /// A statistic.
  case information = "I"
}

/// One thing that a check found; see schemas/finding.schema.json.
public struct Finding: Sendable, Equatable {
  /// Identifier such as `M02`.
  public var check: String
  public var severity: Severity
  /// Hexadecimal digest of the record; nil for a finding on the stream as a whole.
  public var record: String?
  /// Number of the record in the stream, from 0.
  public var ordinal: Int?
  /// Place in the source ("train.jsonl:17") or in the stream ("frame 3 (byte 4160)").
  public var place: String
  public var message: String

  public init(
    check: String, severity: Severity, record: String? = nil, ordinal: Int? = nil, place: String,
    message: String
  ) {
    self.check = check
    self.severity = severity
    self.record = record
    self.ordinal = ordinal
    self.place = place
    self.message = message
  }

  /// One line of JSON with its line feed, members sorted.
  public var jsonLine: [UInt8] {
    let value: JSONValue = [
      "check": .string(check), "message": .string(message),
      "ordinal": ordinal.map { JSONValue($0) } ?? .null, "place": .string(place),
      "record": record.map { .string($0) } ?? .null, "severity": .string(severity.rawValue),
    ]
    return value.serialised(JSONValue.Style(sortedKeys: true)) + [10]
  }

  /// For people: place, record, check, message.
  public var line: String {
    let number = ordinal.map { "record \($0): " } ?? ""
    return "\(place): \(number)\(check): \(message)"
  }
}
