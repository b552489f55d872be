/// Whoever does the work on encoded media: codecs in this process, or workers that may crash without harm to it.
///
/// Every function may be called from any thread. It throws `MediaError` when the medium cannot be used; any other error
/// says that the work could not be done at all, and ends a run.
public protocol MediaProcessing: Sendable {
  /// What the medium's headers tell.
  func facts(of bytes: [UInt8], limits: MediaLimits) throws -> MediaFacts

  /// The medium brought to one shape, in the file in which this toolkit keeps it, and the facts of that.
  func normalised(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts)

  /// The sound track of a clip as a sound of its own, brought to that shape; nil for a clip without one.
  func soundTrack(
    of bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws -> (bytes: [UInt8], facts: MediaFacts)?

  /// What the bytes are, and with `decoding` whether they decode to the end. Never throws `MediaError`.
  func inspected(_ bytes: [UInt8], decoding: Bool, limits: MediaLimits) throws -> MediaInspection

  /// The medium as a codec of tokens takes it.
  /// - Parameters:
  ///   - kind: what the bytes must be.
  ///   - span: seconds to keep of a sound or clip; nil keeps all.
  func decoded(
    _ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>?, _ options: Normalisation,
    limits: MediaLimits
  ) throws -> DecodedMedia
}

/// What one look at a medium tells.
public struct MediaInspection: Sendable, Equatable {
  /// By content; nil when the bytes begin like no known medium.
  public var kind: MediaKind?
  public var type: String?
  /// Why it does not decode; nil when it does, or was not tried.
  public var error: MediaError?
  /// Of a picture that decodes and is not plain: what a reader of its bytes must not overlook.
  public var picture: PictureFacts?

  public init(
    kind: MediaKind? = nil, type: String? = nil, error: MediaError? = nil, picture: PictureFacts? = nil
  ) {
    self.kind = kind
    self.type = type
    self.error = error
    self.picture = picture
  }
}
