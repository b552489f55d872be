import Media

/// Encoded bytes to normalised encoded bytes: what `aa-convert` stores.
public enum MediaNormaliser {
  /// Image to PNG (or `options.imageFormat`), sound to 16-bit WAV, video to YUV4MPEG2 4:4:4 in full range; with the facts of the result.
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
    case .audio:
      let sound = try Normaliser.audio(try MediaDecoder.audio(bytes, limits: limits), options)
      return try MediaEncoder.file(.audio(sound))
    case .video:
      let clip = try MediaDecoder.video(
        bytes, framesPerSecond: options.videoRate, maxFrames: options.videoFrames, limits: limits
      ) { (image) throws(MediaError) in
        try Normaliser.resize(
          image, side: options.videoSize, mode: options.imageMode, filter: options.imageFilter)
      }
      return try MediaEncoder.file(.video(clip))
    }
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
