/// Why some bytes are not the JSON that was asked for, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, and what was expected.
  public var what: String
  /// From 1.
  public var line: Int
  /// From 1, in bytes.
  public var column: Int

  public init(what: String, line: Int, column: Int) {
    self.what = what
    self.line = line
    self.column = column
  }

  public var description: String { "line \(line), column \(column): \(what)" }
}

/// Bounds on what a document may demand of its reader.
public struct JSONLimits: Sendable {
  public enum DuplicateKeys: Sendable {
    case refuse
    /// Of equal keys the last value counts, at the place of the first.
    case keepLast
  }
  /// Nested arrays and objects.
  public var depth = 256
  /// Bytes of one document, or of one element of a stream.
  public var bytes = 1 << 28
  public var duplicateKeys = DuplicateKeys.refuse
  public init() {}
}
