import Media

/// Decoded media to files in memory. The same input gives the same bytes with the same library versions: one thread,
/// no dates, no encoder names where the format allows to leave them out.
public enum MediaEncoder {
  /// - Parameter level: 1...9. Level 1 is the quick way for stored intermediate pictures: each byte predicted from its
  ///   left neighbour, several times quicker than level 6 and about a tenth larger.
  public static func png(_ image: Image, level: Int = 1) throws(MediaError) -> [UInt8] {
    level <= 1 ? try PNG.encode(image) : try PNG.encode(image, level: min(9, level))
  }

  /// - Parameters:
  ///   - quality: libjpeg's 1...100.
  ///   - fullChroma: a colour sample for each pixel instead of one for four.
  ///   - optimised: a second pass makes the code fit the picture: two per cent smaller, three times slower.
  public static func jpeg(
    _ image: Image, quality: Int = 90, fullChroma: Bool = false, optimised: Bool = false
  ) throws(MediaError) -> [UInt8] {
    try JPEG.encode(image, quality: quality, fullChroma: fullChroma, optimised: optimised)
  }

  /// 16-bit PCM, `fmt ` and `data` chunks only.
  public static func wav(_ sound: Sound) throws(MediaError) -> [UInt8] { try WAV.encode(sound) }

  /// 16 bits a sample.
  public static func flac(_ sound: Sound) throws(MediaError) -> [UInt8] {
    try SoundFileEncoder.encode(sound, .flac)
  }

  /// Ogg Vorbis. - Parameter quality: 0...1.
  public static func ogg(_ sound: Sound, quality: Double = 0.5) throws(MediaError) -> [UInt8] {
    try SoundFileEncoder.encode(sound, .vorbis(quality))
  }

  /// Opus in Ogg; the rate must be 8000, 12000, 16000, 24000 or 48000 Hz.
  /// - Parameter bitrate: kilobits per second of each channel, 6...256.
  public static func opus(_ sound: Sound, bitrate: Int = 64) throws(MediaError) -> [UInt8] {
    try SoundFileEncoder.encode(sound, .opus(bitrate))
  }

  /// WebP. - Parameter quality: libwebp's 0...100; nil is without loss.
  public static func webp(_ image: Image, quality: Int? = 80) throws(MediaError) -> [UInt8] {
    try WebP.encode(image, quality: quality)
  }

  /// H.264 in MP4, colour at half resolution; sides must be even.
  /// - Parameter quality: x264's constant rate factor, 0 (best) to 51.
  public static func mp4(_ clip: Clip, quality: Int = 23) throws(MediaError) -> [UInt8] {
    try AVEncoder.encode(
      clip.frames, rate: (clip.rateNumerator, clip.rateDenominator), format: "mp4", encoder: "libx264",
      options: "preset=superfast:crf=\(max(0, min(51, quality)))")
  }

  /// VP8 in WebM, colour at half resolution. - Parameter quality: libvpx's constrained quality, 4 (best) to 63.
  public static func webm(_ clip: Clip, quality: Int = 20) throws(MediaError) -> [UInt8] {
    // A positive cpu-used lets libvpx watch the clock and choose: other bytes on a busy machine. Negative is fixed.
    try AVEncoder.encode(
      clip.frames, rate: (clip.rateNumerator, clip.rateDenominator), format: "webm", encoder: "libvpx",
      options: "deadline=realtime:cpu-used=-8:b=2M:crf=\(max(4, min(63, quality))):lag-in-frames=0")
  }

  /// YUV4MPEG2, 4:4:4, full range, so that decoding gives each channel back within 2.
  public static func y4m(_ clip: Clip) throws(MediaError) -> [UInt8] { try Y4M.encode(clip) }

  /// The file in which this toolkit keeps a decoded medium, and its facts: PNG, 16-bit WAV, or YUV4MPEG2.
  public static func file(_ media: DecodedMedia) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts) {
    switch media {
    case .image(let image): return try file(image, Normalisation())
    case .audio(let sound): return try file(sound, Normalisation())
    case .video(let clip): return try file(clip, Normalisation())
    }
  }

  /// The file of a sound in the format that `options` name, and its facts.
  public static func file(
    _ sound: Sound, _ options: Normalisation
  ) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts) {
    let (bytes, type): ([UInt8], String)
    switch options.audioFormat {
    case .wav: (bytes, type) = (try wav(sound), "audio/wav")
    case .flac: (bytes, type) = (try flac(sound), "audio/flac")
    case .opus: (bytes, type) = (try opus(sound, bitrate: options.audioBitrate), "audio/ogg")
    }
    let facts = MediaFacts(
      kind: .audio, type: type, duration: sound.duration, rate: sound.rate, channels: sound.channels)
    return (bytes, facts)
  }

  /// The file of a clip in the format that `options` name, and its facts. MP4 and WebM hold colour for pairs of rows and
  /// columns: an odd last row or column is left out.
  public static func file(
    _ clip: Clip, _ options: Normalisation
  ) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts) {
    let (bytes, type): ([UInt8], String)
    var clip = clip
    switch options.videoFormat {
    case .y4m: (bytes, type) = (try y4m(clip), "video/x-yuv4mpeg")
    case .mp4:
      clip = even(clip)
      (bytes, type) = (try mp4(clip), "video/mp4")
    case .webm:
      clip = even(clip)
      (bytes, type) = (try webm(clip), "video/webm")
    }
    let facts = MediaFacts(
      kind: .video, type: type, width: clip.frames.first?.width, height: clip.frames.first?.height,
      duration: Double(clip.frames.count) / clip.framesPerSecond, frames: clip.frames.count)
    return (bytes, facts)
  }

  /// Pictures of one pixel's height or width stay: no encoder takes them.
  private static func even(_ clip: Clip) -> Clip {
    var even = clip
    even.frames = clip.frames.map { frame in
      let width = max(1, frame.width & ~1)
      let height = max(1, frame.height & ~1)
      if width == frame.width, height == frame.height { return frame }
      var pixels: [UInt8] = []
      pixels.reserveCapacity(width * height * 3)
      for row in 0..<height {
        let start = row * frame.width * 3
        pixels.append(contentsOf: frame.pixels[start..<start + width * 3])
      }
      return Image(width: width, height: height, pixels: pixels)
    }
    return even
  }

  /// The file of a picture in the format, quality and colour resolution that `options` name, and its facts.
  public static func file(
    _ image: Image, _ options: Normalisation
  ) throws(MediaError) -> (bytes: [UInt8], facts: MediaFacts) {
    let (bytes, type): ([UInt8], String)
    switch options.imageFormat {
    case .png: (bytes, type) = (try png(image), "image/png")
    case .jpeg:
      bytes = try jpeg(image, quality: options.imageQuality, fullChroma: options.imageFullChroma)
      type = "image/jpeg"
    case .webp: (bytes, type) = (try webp(image, quality: options.imageQuality), "image/webp")
    case .losslessWebP: (bytes, type) = (try webp(image, quality: nil), "image/webp")
    }
    return (bytes, MediaFacts(kind: .image, type: type, width: image.width, height: image.height))
  }
}
