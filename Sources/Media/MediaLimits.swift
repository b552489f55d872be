/// Bounds that are checked before anything is allocated.
public struct MediaLimits: Sendable, Equatable {
  /// Encoded bytes of one medium.
  public var bytes = 1 << 30
  /// Pixels of one picture.
  public var pixels = 1 << 27
  /// Samples (all channels) of one sound.
  public var samples = 1 << 28
  /// Frames of one clip that may be kept.
  public var frames = 1 << 14
  /// Seconds of one sound or clip.
  public var seconds = 86_400.0
  public init() {}
}

/// Why a medium could not be used.
public struct MediaError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case unrecognised, truncated, corrupt, empty, tooLarge, unsupported, noFrames
    /// What became of the process that decoded it.
    case crashed, tookTooLong, outOfMemory
    /// Its address gave nothing.
    case notFetched
  }
  public var reason: Reason
  public var detail: String
  public init(_ reason: Reason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
  public var description: String { detail }
}
