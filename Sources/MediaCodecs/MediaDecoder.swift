import Media

/// Encoded bytes to decoded media, by content. Damage and missing parts are errors, never a repaired picture. Every
/// function may be called from any thread.
public enum MediaDecoder {
  /// One picture, upright, in 8-bit sRGB: EXIF's orientation and the ICC profile are applied, transparency is laid over
  /// `background`, 16 bits are rounded to the nearest of 8; of an animation the first picture is taken.
  public static func image(
    _ bytes: [UInt8], limits: MediaLimits = MediaLimits(), background: Background = .white
  ) throws(MediaError) -> Image {
    try picture(bytes, limits: limits, background: background).image
  }

  /// The same, with what the picture was before.
  public static func picture(
    _ bytes: [UInt8], limits: MediaLimits = MediaLimits(), background: Background = .white
  ) throws(MediaError) -> (image: Image, facts: PictureFacts) {
    let picture = try picture(bytes, StillPicture.Wishes(limits: limits, background: background))
    return (picture.image, picture.facts)
  }

  static func picture(_ bytes: [UInt8], _ wishes: StillPicture.Wishes) throws(MediaError) -> StillPicture {
    let signature = try MediaSignature.of(bytes, limits: wishes.limits)
    guard signature.kind == .image else { throw wrongKind(.image, signature) }
    return try StillPicture.decode(bytes, signature, wishes)
  }

  /// One sound, all of it, at its own rate and channels. The sound track of a video counts.
  public static func audio(_ bytes: [UInt8], limits: MediaLimits = MediaLimits()) throws(MediaError) -> Sound
  {
    let signature = try MediaSignature.of(bytes, limits: limits)
    if signature.kind == .image || signature == .y4m { throw wrongKind(.audio, signature) }
    try Containers.checkWhole(bytes, signature)
    switch signature {
    case .wav, .wave64, .aiff, .au, .caf, .flac, .oggAudio, .mp3:
      return try SoundFile.decode(bytes, limits: limits)
    default:
      return try AVSound.decode(bytes, signature, limits: limits)
    }
  }

  /// Pictures of a clip at the times k / `framesPerSecond` after its first picture: for each the picture that is on
  /// screen then. When that would be more than `maxFrames`, `maxFrames` times spread evenly over the clip, and the
  /// result's rate is lower. With nil for both, every picture.
  public static func video(
    _ bytes: [UInt8], framesPerSecond: Double? = nil, maxFrames: Int? = nil,
    limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> Clip {
    try video(bytes, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits) { $0 }
  }

  /// As above, with each picture transformed as it comes, so that only small ones are held.
  static func video(
    _ bytes: [UInt8], framesPerSecond: Double?, maxFrames: Int?, limits: MediaLimits,
    transform: (Image) throws(MediaError) -> Image
  ) throws(MediaError) -> Clip {
    let signature = try MediaSignature.of(bytes, limits: limits)
    guard signature.kind == .video || signature == .gif else { throw wrongKind(.video, signature) }
    if signature == .y4m {
      return try Y4M.decode(
        bytes, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits, transform: transform)
    }
    try Containers.checkWhole(bytes, signature)
    return try AVClip.decode(
      bytes, signature, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits,
      transform: transform)
  }

  /// Whatever the bytes are, decoded in full.
  public static func decode(
    _ bytes: [UInt8], limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> DecodedMedia {
    switch try MediaSignature.of(bytes, limits: limits).kind {
    case .image: .image(try image(bytes, limits: limits))
    case .audio: .audio(try audio(bytes, limits: limits))
    case .video: .video(try video(bytes, limits: limits))
    }
  }

  private static func wrongKind(_ wanted: MediaKind, _ found: MediaSignature) -> MediaError {
    MediaError(.unsupported, "\(wanted.rawValue) was expected, this is \(found.type)")
  }
}
