/// Why a value is no preference record, and at which field.
public struct RecordError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The field by its long names: "judgements[2].winner"; empty for the record itself.
  public var path: String
  public var what: String
  public init(path: String, what: String) {
    self.path = path
    self.what = what
  }
  public var description: String { path.isEmpty ? what : "\(path): \(what)" }
}
