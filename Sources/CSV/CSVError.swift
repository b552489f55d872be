/// Why some bytes are not the CSV that was asked for, and where.
public struct CSVError: Error, Equatable, Sendable, CustomStringConvertible {
  public var what: String
  /// The line where the row begins, from 1.
  public var line: Int

  public init(what: String, line: Int) {
    self.what = what
    self.line = line
  }

  public var description: String { "line \(line): \(what)" }
}

/// Bounds on what a file may demand of its reader.
public struct CSVLimits: Sendable {
  /// Bytes of one row.
  public var rowBytes = 1 << 28
  public var columns = 1 << 14
  public init() {}
}
