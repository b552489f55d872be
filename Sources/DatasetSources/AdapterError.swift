/// Why an adapter cannot be used: the file, its line when known, and what to do.
public struct AdapterError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  public var line: Int?
  public var what: String
  public init(file: String, line: Int? = nil, what: String) {
    self.file = file
    self.line = line
    self.what = what
  }
  public var description: String { file + ": " + (line.map { "line \($0): " } ?? "") + what }
}
