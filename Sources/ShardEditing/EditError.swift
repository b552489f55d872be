/// Why a shard could not be edited: a whole line with file, place, what and what to do.
public struct EditError: Error, Sendable, Equatable, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}
