import Media

extension MediaNormaliser {
  /// Encoded bytes to the decoded medium that a codec takes.
  ///
  /// Of a clip at most `options.videoFrames` pictures, spread evenly; `options.videoRate` is not looked at.
  /// - Parameters:
  ///   - kind: what the bytes must be.
  ///   - span: seconds to keep of a sound or clip; nil keeps all.
  public static func decoded(
    _ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>? = nil, _ options: Normalisation,
    limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> DecodedMedia {
    switch kind {
    case .image:
      return .image(try picture(bytes, options, limits: limits).image)
    case .audio:
      if span == nil { return .audio(try sound(bytes, options, limits: limits)) }
      return .audio(try Normaliser.audio(cut(try MediaDecoder.audio(bytes, limits: limits), span), options))
    case .video:
      let clip = try MediaDecoder.video(bytes, maxFrames: options.videoFrames, limits: limits)
      return .video(try Normaliser.video(cut(clip, span), options))
    }
  }

  private static func cut(_ sound: Sound, _ span: ClosedRange<Double>?) -> Sound {
    guard let span else { return sound }
    let frames = range(span, rate: Double(sound.rate), count: sound.frames)
    let samples = sound.samples[frames.lowerBound * sound.channels..<frames.upperBound * sound.channels]
    return Sound(rate: sound.rate, channels: sound.channels, samples: Array(samples))
  }

  private static func cut(_ clip: Clip, _ span: ClosedRange<Double>?) -> Clip {
    guard let span else { return clip }
    var cut = clip
    cut.frames = Array(clip.frames[range(span, rate: clip.framesPerSecond, count: clip.frames.count)])
    return cut
  }

  /// Indexes that a span covers, at least one where there is any.
  private static func range(_ span: ClosedRange<Double>, rate: Double, count: Int) -> Range<Int> {
    func index(_ seconds: Double) -> Int { Int(min(max((seconds * rate).rounded(), 0), Double(count))) }
    let first = min(index(span.lowerBound), max(0, count - 1))
    return first..<min(count, max(index(span.upperBound), first + 1))
  }
}
