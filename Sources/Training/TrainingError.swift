/// Why a run cannot start, go on or resume, as one line for a person: place, what, what to do.
public struct TrainingError: Error, Equatable, CustomStringConvertible {
  public var description: String
  public init(_ description: String) { self.description = description }
}
