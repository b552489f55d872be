/// Why a row is no record: the field, and what is wrong with it.
public struct RowError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Empty when it is about the row as a whole.
  public var field: String
  public var what: String
  public init(field: String, what: String) {
    self.field = field
    self.what = what
  }
  public var description: String { field.isEmpty ? what : "field '\(field)': \(what)" }
}
