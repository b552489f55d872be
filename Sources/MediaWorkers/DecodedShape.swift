import Media

/// How the pixels or samples that follow an answer make a decoded medium.
package struct DecodedShape: WireValue, Equatable {
  package var kind = MediaKind.image
  /// Of a picture, and of each of a clip.
  package var width = 0
  package var height = 0
  package var frames = 0
  /// Samples per second; of a clip the fraction's numerator.
  package var rate = 0
  package var rateDenominator = 1
  package var channels = 0

  package init() {}

  package mutating func code(_ coder: inout WireCoder) throws(WireError) {
    try coder.field(&kind)
    try coder.field(&width)
    try coder.field(&height)
    try coder.field(&frames)
    try coder.field(&rate)
    try coder.field(&rateDenominator)
    try coder.field(&channels)
  }

  /// Takes a decoded medium apart. The pictures of a clip are of one size.
  package static func parts(of media: DecodedMedia) -> (shape: DecodedShape, bytes: [UInt8]) {
    var shape = DecodedShape()
    switch media {
    case .image(let image):
      (shape.width, shape.height, shape.frames) = (image.width, image.height, 1)
      return (shape, image.pixels)
    case .audio(let sound):
      (shape.kind, shape.rate, shape.channels) = (.audio, sound.rate, sound.channels)
      return (shape, sound.samples.withUnsafeBytes { [UInt8]($0) })
    case .video(let clip):
      (shape.kind, shape.rate, shape.rateDenominator) = (.video, clip.rateNumerator, clip.rateDenominator)
      shape.frames = clip.frames.count
      shape.width = clip.frames.first?.width ?? 0
      shape.height = clip.frames.first?.height ?? 0
      var bytes: [UInt8] = []
      for frame in clip.frames { bytes += frame.pixels }
      return (shape, bytes)
    }
  }

  /// Puts it together again; nil when the bytes are not those of this shape.
  package func media(_ bytes: [UInt8]) -> DecodedMedia? {
    switch kind {
    case .image:
      guard frames == 1, frameBytes == bytes.count else { return nil }
      return .image(Image(width: width, height: height, pixels: bytes))
    case .audio:
      guard channels >= 0, rate >= 0, bytes.count % 4 == 0,
        channels == 0 ? bytes.isEmpty : bytes.count / 4 % channels == 0
      else { return nil }
      let samples = [Float](unsafeUninitializedCapacity: bytes.count / 4) { out, filled in
        UnsafeMutableRawBufferPointer(out).copyBytes(from: bytes)
        filled = bytes.count / 4
      }
      return .audio(Sound(rate: rate, channels: channels, samples: samples))
    case .video:
      guard let size = frameBytes, frames >= 0 else { return nil }
      let (total, overflow) = size.multipliedReportingOverflow(by: frames)
      guard !overflow, total == bytes.count, size > 0 || frames == 0 else { return nil }
      return .video(
        Clip(
          frames: (0..<frames).map {
            Image(width: width, height: height, pixels: Array(bytes[$0 * size..<($0 + 1) * size]))
          }, rateNumerator: rate, rateDenominator: rateDenominator))
    }
  }

  private var frameBytes: Int? {
    guard width >= 0, height >= 0 else { return nil }
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    let (bytes, more) = pixels.multipliedReportingOverflow(by: 3)
    return overflow || more ? nil : bytes
  }
}
