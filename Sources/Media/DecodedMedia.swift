/// A decoded picture: `height` rows of `width` pixels, three bytes a pixel, R G B, no padding, sRGB.
public struct Image: Sendable, Equatable {
  public var width: Int
  public var height: Int
  public var pixels: [UInt8]

  /// - Precondition: `pixels.count == width * height * 3`.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(pixels.count == width * height * 3)
    self.width = width
    self.height = height
    self.pixels = pixels
  }
}

/// Decoded sound: interleaved samples in [-1, 1].
public struct Sound: Sendable, Equatable {
  /// Samples per second of one channel.
  public var rate: Int
  public var channels: Int
  /// `frames * channels` values.
  public var samples: [Float]

  public init(rate: Int, channels: Int, samples: [Float]) {
    self.rate = rate
    self.channels = channels
    self.samples = samples
  }

  public var frames: Int { channels == 0 ? 0 : samples.count / channels }
  /// Seconds.
  public var duration: Double { rate == 0 ? 0 : Double(frames) / Double(rate) }
}

/// Decoded video: pictures of one size at a constant rate.
public struct Clip: Sendable, Equatable {
  public var frames: [Image]
  /// Frames per second, as a fraction.
  public var rateNumerator: Int
  public var rateDenominator: Int

  public init(frames: [Image], rateNumerator: Int, rateDenominator: Int) {
    self.frames = frames
    self.rateNumerator = rateNumerator
    self.rateDenominator = rateDenominator
  }

  public var framesPerSecond: Double { Double(rateNumerator) / Double(max(1, rateDenominator)) }
}

/// Any decoded medium.
public enum DecodedMedia: Sendable, Equatable {
  case image(Image)
  case audio(Sound)
  case video(Clip)
}
