import Media

/// Encoded bytes to normalised encoded bytes: what `aa-convert` stores.
public enum MediaNormaliser {
  /// To what `options` say, each kind in its format; with the facts of the result.
  public static func normalise(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts) {
    switch try MediaSignature.of(bytes, limits: limits).kind {
    case .image:
      let (image, source) = try picture(bytes, options, limits: limits)
      var (file, facts) = try MediaEncoder.file(image, options)
      facts.source = source.isPlain ? nil : source
      PixelBuffers.giveBack(image.pixels)
      return (file, facts)
    case .audio: return try MediaEncoder.file(sound(bytes, options, limits: limits), options)
    case .video:
      let (clip, source) = try turnedClip(bytes, options, limits: limits)
      var (file, facts) = try MediaEncoder.file(clip, options)
      facts.source = source.isPlain ? nil : source
      return (file, facts)
    }
  }

  /// A sound as it is stored, before it is encoded: mixed and resampled while it is decoded, so that only the result is
  /// held. Of a clip its sound track.
  public static func sound(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> Sound {
    let shaped = try ShapedSound(rate: options.audioRate, channels: options.audioChannels, limits: limits)
    try MediaDecoder.audio(bytes, limits: limits, into: shaped)
    return try shaped.finished()
  }

  /// The sound track of a clip as a medium of its own; nil for a clip without one, or with one that holds no sample. It
  /// begins with the track's first sample.
  public static func soundTrack(
    of bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts)? {
    let facts = try MediaProbe.facts(of: bytes, limits: limits)
    guard facts.kind == .video, facts.channels != nil else { return nil }
    let track: Sound
    do { track = try sound(bytes, options, limits: limits) } catch {
      // The header names a track, but nothing is in it.
      if error.reason == .empty { return nil }
      throw error
    }
    return try MediaEncoder.file(track, options)
  }

  /// A clip as it is stored, before it is encoded: `options.videoRate` pictures a second, at most `options.videoFrames`,
  /// each resampled as soon as it is decoded.
  public static func clip(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> Clip {
    try turnedClip(bytes, options, limits: limits).clip
  }

  /// The same, and what its pictures were.
  private static func turnedClip(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits
  ) throws(MediaError) -> (clip: Clip, source: PictureFacts) {
    let (clip, orientation) = try MediaDecoder.turnedVideo(
      bytes, framesPerSecond: options.videoRate, maxFrames: options.videoFrames, limits: limits
    ) { (image) throws(MediaError) in
      try Normaliser.resize(
        image, side: options.videoSize, mode: options.imageMode, filter: options.imageFilter)
    }
    return (clip, orientation.facts)
  }

  /// The pictures of that clip, each a file of its own in `options.imageFormat`, ascending in time.
  public static func pictures(
    of bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> [(bytes: [UInt8], facts: MediaFacts)] {
    var files: [(bytes: [UInt8], facts: MediaFacts)] = []
    let (clip, source) = try turnedClip(bytes, options, limits: limits)
    for frame in clip.frames {
      var (file, facts) = try MediaEncoder.file(frame, options)
      facts.source = source.isPlain ? nil : source
      files.append((file, facts))
    }
    return files
  }

  /// A picture as it is stored, before it is encoded; and what it was.
  public static func picture(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> (image: Image, source: PictureFacts) {
    let wishes = StillPicture.Wishes(
      limits: limits, background: options.imageBackground, shape: options, side: options.imageSize)
    let picture = try MediaDecoder.picture(bytes, wishes)
    guard let framing = picture.framing else { return (picture.image, picture.facts) }
    let image = try Normaliser.render(picture.image, framing, options.imageFilter)
    if image.width != picture.image.width || image.height != picture.image.height {
      PixelBuffers.giveBack(picture.image.pixels)
    }
    return (image, picture.facts)
  }
}
