/// What probing a medium's bytes tells without decoding all of it. Facts stay outside a record's digest.
public struct MediaFacts: Sendable, Equatable {
  public var kind: MediaKind
  /// Media type by content, never by name: "image/jpeg", "audio/flac", "video/mp4", "video/x-yuv4mpeg".
  public var type: String
  /// Pixels.
  public var width: Int?
  public var height: Int?
  /// Seconds.
  public var duration: Double?
  /// Hertz.
  public var rate: Int?
  public var channels: Int?
  /// Video frames, when the container tells.
  public var frames: Int?
  /// Of a picture that is not plain, and of a clip that is not upright: what a reader of the bytes must not overlook.
  public var picture: PictureFacts?
  /// Of a normalised picture or clip whose source was not plain: what the source was, and so what was done to it.
  public var source: PictureFacts?

  public init(
    kind: MediaKind, type: String, width: Int? = nil, height: Int? = nil, duration: Double? = nil,
    rate: Int? = nil,
    channels: Int? = nil, frames: Int? = nil, picture: PictureFacts? = nil
  ) {
    self.kind = kind
    self.type = type
    self.width = width
    self.height = height
    self.duration = duration
    self.rate = rate
    self.channels = channels
    self.frames = frames
    self.picture = picture.flatMap { $0.isPlain ? nil : $0 }
  }
}
