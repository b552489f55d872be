import Media

/// Encoded bytes to normalised encoded bytes: what `aa-convert` stores.
public enum MediaNormaliser {
  /// Image to PNG, sound to 16-bit WAV, video to YUV4MPEG2 4:4:4 in full range; with the facts of the result.
  public static func normalise(
    _ bytes: [UInt8], _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts) {
    switch try MediaSignature.of(bytes, limits: limits).kind {
    case .image:
      let image = try Normaliser.image(
        try MediaDecoder.image(bytes, limits: limits, atLeast: enough(bytes, options)), options)
      return try MediaEncoder.file(.image(image))
    case .audio:
      let sound = try Normaliser.audio(try MediaDecoder.audio(bytes, limits: limits), options)
      return try MediaEncoder.file(.audio(sound))
    case .video:
      let clip = try MediaDecoder.video(
        bytes, framesPerSecond: options.videoRate, maxFrames: options.videoFrames, limits: limits
      ) { (image) throws(MediaError) in
        try Normaliser.resize(image, side: options.videoSize, mode: options.imageMode)
      }
      return try MediaEncoder.file(.video(clip))
    }
  }

  /// The size below which a JPEG must not be decoded for these options.
  private static func enough(
    _ bytes: [UInt8], _ options: Normalisation
  ) throws(MediaError) -> (width: Int, height: Int)? {
    guard MediaSignature(bytes) == .jpeg else { return nil }
    let (width, height) = try JPEG.size(bytes)
    switch options.imageMode {
    case .crop, .stretch: return (options.imageSize, options.imageSize)
    case .fit, .letterbox: return Normaliser.fitted(width, height, options.imageSize)
    }
  }
}
