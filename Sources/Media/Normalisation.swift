/// How media are brought to one shape.
public struct Normalisation: Sendable, Equatable {
  public enum ImageMode: String, Sendable, CaseIterable {
    /// Shortest side to `imageSize`, then the middle square.
    case crop
    /// Stretched to a square of `imageSize`.
    case stretch
    /// Longest side to `imageSize`, grey bars on the others to a square.
    case letterbox
    /// Longest side to at most `imageSize`, aspect kept.
    case fit
  }
  /// Pixels of a side.
  public var imageSize = 224
  public var imageMode = ImageMode.crop
  /// Hertz.
  public var audioRate = 16000
  public var audioChannels = 1
  /// Frames kept per second of video.
  public var videoRate = 2.0
  /// Most frames kept of one clip.
  public var videoFrames = 8
  /// Pixels of a side of a video frame (same mode as images).
  public var videoSize = 224
  public init() {}
}
