/// Work could not be done at all: a worker's program is missing, or the system refuses something. No medium's fault.
public struct WorkerError: Error, Sendable, Equatable, CustomStringConvertible {
  public var description: String
  package init(_ description: String) { self.description = description }
}
