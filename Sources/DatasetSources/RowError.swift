/// Why a row is no record: the field, and what is wrong with it.
public struct RowError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Empty when it is about the row as a whole.
  public var field: String
  public var what: String
  /// What such errors have in common, for counting them: "image damaged".
  public var kind: String
  /// - Parameter kind: the field unless given.
  public init(field: String, what: String, kind: String? = nil) {
    self.field = field
    self.what = what
    self.kind = kind ?? (field.isEmpty ? "row" : "field '\(field)'")
  }
  public var description: String { field.isEmpty ? what : "field '\(field)': \(what)" }

  /// The same of a medium that a field names.
  func inField(_ field: String) -> RowError { RowError(field: field, what: what, kind: kind) }
}

/// What a conversion had to leave out.
public struct ConversionLoss: Sendable, Equatable {
  /// A whole message: file, row, what.
  public var message: String
  /// What such losses have in common.
  public var kind: String
  public init(message: String, kind: String) {
    self.message = message
    self.kind = kind
  }
}
