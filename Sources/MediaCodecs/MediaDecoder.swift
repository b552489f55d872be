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
    // Compressed sound is seldom below a bit a sample.
    let whole = WholeSound(trusted: bytes.count > 1 << 40 ? 0 : bytes.count * 8)
    try audio(bytes, limits: limits, into: whole)
    return whole.sound
  }

  /// The same, handed on as it is decoded.
  static func audio(
    _ bytes: [UInt8], limits: MediaLimits, into sink: some SoundSink
  ) throws(MediaError) {
    let signature = try MediaSignature.of(bytes, limits: limits)
    if signature.kind == .image || signature == .y4m { throw wrongKind(.audio, signature) }
    try Containers.checkWhole(bytes, signature)
    switch signature {
    // libsndfile reads Vorbis by its reference decoder, which gives the same samples on every x86 machine; libav's is a
    // third faster, but chooses its arithmetic by the CPU.
    case .wav, .wave64, .aiff, .au, .caf, .flac, .oggAudio, .mp3:
      try SoundFile.decode(bytes, limits: limits, into: sink)
    default:
      try AVSound.decode(bytes, signature, limits: limits, into: sink)
    }
  }

  /// Pictures of a clip, upright as its display matrix says, at the times k / `framesPerSecond` after its first picture: for each the picture that is on
  /// screen then. When that would be more than `maxFrames`, `maxFrames` times spread evenly over the clip, and the
  /// result's rate is lower. With nil for both, every picture.
  public static func video(
    _ bytes: [UInt8], framesPerSecond: Double? = nil, maxFrames: Int? = nil,
    limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> Clip {
    try video(bytes, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits) { $0 }
  }

  /// As above, with each picture transformed as it comes, so that only small ones are held.
  /// - Parameter seeking: without it everything from the first picture on is decoded; the result is the same.
  package static func video(
    _ bytes: [UInt8], framesPerSecond: Double?, maxFrames: Int?, limits: MediaLimits,
    seeking: Bool = true, transform: (Image) throws(MediaError) -> Image
  ) throws(MediaError) -> Clip {
    try turnedVideo(
      bytes, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits, seeking: seeking,
      transform: transform
    ).clip
  }

  /// The same, with how the first picture that is kept had to be turned.
  static func turnedVideo(
    _ bytes: [UInt8], framesPerSecond: Double?, maxFrames: Int?, limits: MediaLimits,
    seeking: Bool = true, transform: (Image) throws(MediaError) -> Image
  ) throws(MediaError) -> (clip: Clip, orientation: Orientation) {
    let signature = try MediaSignature.of(bytes, limits: limits)
    guard signature.kind == .video || signature == .gif else { throw wrongKind(.video, signature) }
    if signature == .y4m {
      let clip = try Y4M.decode(
        bytes, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits, transform: transform)
      return (clip, .upright)
    }
    try Containers.checkWhole(bytes, signature)
    return try AVClip.decode(
      bytes, signature, framesPerSecond: framesPerSecond, maxFrames: maxFrames, limits: limits,
      seeking: seeking, transform: transform)
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

  /// Decodes all of a medium and keeps nothing: what it is when all of it decodes, the first error when not. No picture of
  /// a clip is converted, no sound is gathered.
  public static func check(
    _ bytes: [UInt8], limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> MediaFacts {
    let signature = try MediaSignature.of(bytes, limits: limits)
    switch signature.kind {
    case .image:
      let (image, picture) = try picture(bytes, limits: limits)
      return MediaFacts(
        kind: .image, type: signature.type, width: image.width, height: image.height, picture: picture)
    case .audio:
      let sound = MeasuredSound()
      try audio(bytes, limits: limits, into: sound)
      let frames = sound.samples / max(1, sound.channels)
      return MediaFacts(
        kind: .audio, type: signature.type, duration: Double(frames) / Double(max(1, sound.rate)),
        rate: sound.rate, channels: sound.channels)
    case .video:
      if signature == .y4m { return try Y4M.check(bytes, limits: limits) }
      try Containers.checkWhole(bytes, signature)
      return try AVClip.check(bytes, signature, limits: limits)
    }
  }

  private static func wrongKind(_ wanted: MediaKind, _ found: MediaSignature) -> MediaError {
    MediaError(.unsupported, "\(wanted.rawValue) was expected, this is \(found.type)")
  }
}
