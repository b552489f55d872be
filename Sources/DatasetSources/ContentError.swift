/// Why a file as a whole is nothing that rows are read from: what it is instead, and what to do.
public struct ContentError: Error, Sendable, Equatable, CustomStringConvertible {
  public var file: String
  public var what: String

  public init(file: String, what: String) {
    self.file = file
    self.what = what
  }

  public var description: String { "\(file): \(what)" }
}
