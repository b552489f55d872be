import CImaging
import Media

/// Decoded media brought to one shape.
public enum Normaliser {
  /// The size that `image` gives for a picture of this size.
  public static func size(
    width: Int, height: Int, side: Int, mode: Normalisation.ImageMode
  ) -> (width: Int, height: Int) {
    guard mode == .fit else { return (side, side) }
    return fitted(width, height, side)
  }

  /// Resamples as `options.imageMode` says, to `options.imageSize`.
  public static func image(_ image: Image, _ options: Normalisation) throws(MediaError) -> Image {
    try resize(image, side: options.imageSize, mode: options.imageMode)
  }

  /// Antialiased bicubic resampling. `fit` never enlarges; the bars of `letterbox` are mid-grey (128).
  public static func resize(
    _ image: Image, side: Int, mode: Normalisation.ImageMode
  ) throws(MediaError) -> Image {
    guard side > 0, side <= 1 << 14 else {
      throw MediaError(.unsupported, "a side of \(side) pixels; use 1 to 16384")
    }
    guard image.width > 0, image.height > 0 else { throw MediaError(.empty, "a picture without pixels") }
    let width = Double(image.width)
    let height = Double(image.height)
    switch mode {
    case .stretch:
      return try resample(image, box: (0, 0, width, height), to: (side, side))
    case .crop:
      let square = min(width, height)
      return try resample(
        image, box: ((width - square) / 2, (height - square) / 2, square, square), to: (side, side))
    case .fit:
      return try resample(image, box: (0, 0, width, height), to: fitted(image.width, image.height, side))
    case .letterbox:
      let longest = max(width, height)
      let inner = (
        max(1, Int((width * Double(side) / longest).rounded())),
        max(1, Int((height * Double(side) / longest).rounded()))
      )
      let small = try resample(image, box: (0, 0, width, height), to: inner)
      return centred(small, side: side)
    }
  }

  /// Longest side at most `side`, aspect kept, never enlarged.
  static func fitted(_ width: Int, _ height: Int, _ side: Int) -> (width: Int, height: Int) {
    let longest = max(width, height)
    if longest <= side { return (width, height) }
    let scale = Double(side) / Double(longest)
    return (max(1, Int((Double(width) * scale).rounded())), max(1, Int((Double(height) * scale).rounded())))
  }

  static func resample(
    _ image: Image, box: (x: Double, y: Double, width: Double, height: Double),
    to size: (width: Int, height: Int)
  ) throws(MediaError) -> Image {
    if box.x == 0, box.y == 0, size.width == image.width, size.height == image.height,
      box.width == Double(image.width), box.height == Double(image.height)
    {
      return image
    }
    let count = size.width * size.height * 3
    var code: Int32 = 0
    let pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      code = image.pixels.withUnsafeBufferPointer {
        aa_resize_rgb(
          $0.baseAddress, Int32(image.width), Int32(image.height), box.x, box.y, box.width, box.height,
          out.baseAddress, Int32(size.width), Int32(size.height))
      }
      filled = code == 0 ? count : 0
    }
    if code != 0 {
      throw MediaError(.tooLarge, "no memory to resample \(image.width)x\(image.height) pixels")
    }
    return Image(width: size.width, height: size.height, pixels: pixels)
  }

  private static func centred(_ image: Image, side: Int) -> Image {
    var pixels = [UInt8](repeating: 128, count: side * side * 3)
    let left = (side - image.width) / 2
    let top = (side - image.height) / 2
    for y in 0..<image.height {
      let to = ((top + y) * side + left) * 3
      let from = y * image.width * 3
      pixels.replaceSubrange(to..<to + image.width * 3, with: image.pixels[from..<from + image.width * 3])
    }
    return Image(width: side, height: side, pixels: pixels)
  }

  /// Mixes to `options.audioChannels` and resamples to `options.audioRate`.
  public static func audio(_ sound: Sound, _ options: Normalisation) throws(MediaError) -> Sound {
    try Resampler.convert(sound, rate: options.audioRate, channels: options.audioChannels)
  }

  /// Resamples every picture to `options.videoSize`; the choice of pictures is the decoder's.
  public static func video(_ clip: Clip, _ options: Normalisation) throws(MediaError) -> Clip {
    var frames: [Image] = []
    for frame in clip.frames {
      frames.append(try resize(frame, side: options.videoSize, mode: options.imageMode))
    }
    return Clip(frames: frames, rateNumerator: clip.rateNumerator, rateDenominator: clip.rateDenominator)
  }
}
