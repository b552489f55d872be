import JSON

/// What a run amounted to.
public struct ValidationSummary: Sendable, Equatable {
  public var records = 0
  /// Records with a finding that makes them bad; with a filter these were dropped.
  public var badRecords = 0
  /// Distinct media.
  public var media = 0
  public var errors = 0
  public var warnings = 0
  public var informations = 0
  /// Findings by check, sorted by identifier.
  public var byCheck: [(check: String, count: Int)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
  private var counts: [String: Int] = [:]

  public init() {}

  mutating func add(_ finding: Finding) {
    counts[finding.check, default: 0] += 1
    switch finding.severity {
    case .error: errors += 1
    case .warning: warnings += 1
    case .information: informations += 1
    }
  }

  public var json: JSONValue {
    [
      "bad_records": JSONValue(badRecords),
      "by_check": .object(JSONObject(byCheck.map { ($0.check, JSONValue($0.count)) })),
      "errors": JSONValue(errors), "informations": JSONValue(informations), "media": JSONValue(media),
      "records": JSONValue(records), "valid": .bool(errors == 0), "warnings": JSONValue(warnings),
    ]
  }

  /// For people, one line.
  public var line: String {
    var line = "\(records) records, \(media) media: "
    line += badRecords == 0 ? "all good" : "\(badRecords) bad"
    line += "; \(errors) errors, \(warnings) warnings"
    let parts = byCheck.map { "\($0.check) \($0.count)" }
    return parts.isEmpty ? line : line + " (" + parts.joined(separator: ", ") + ")"
  }
}
