/// What a worker may use.
public struct MediaWorkerLimits: Sendable, Equatable {
  /// Bytes of memory, beside what its libraries take.
  public var memory = 4 << 30
  /// Seconds for one medium, by the clock on the wall and in CPU time.
  public var seconds = 120.0
  /// Media before it makes room for a new one, so that what a library leaks does not add up.
  public var media = 10_000
  public init() {}
}
