import CImaging
import Media

/// Decoded media brought to one shape.
public enum Normaliser {
  /// The size that `image` gives for a picture of this size.
  /// - Throws: `unsupported` for a side that is not 1...16384, `tooLarge` when the result would be.
  public static func size(
    width: Int, height: Int, side: Int, mode: Normalisation.ImageMode
  ) throws(MediaError) -> (width: Int, height: Int) {
    let framing = try Framing(width: width, height: height, side: side, mode: mode)
    return (framing.canvasWidth, framing.canvasHeight)
  }

  /// Resamples as `options.imageMode` and `options.imageFilter` say, to `options.imageSize`.
  public static func image(_ image: Image, _ options: Normalisation) throws(MediaError) -> Image {
    try resize(image, side: options.imageSize, mode: options.imageMode, filter: options.imageFilter)
  }

  /// Antialiased resampling, equal within a level to Pillow's `resize`; for `crop` with the middle square as its `box`.
  /// The bars of `letterbox` are mid-grey (128).
  public static func resize(
    _ image: Image, side: Int, mode: Normalisation.ImageMode, filter: Normalisation.ImageFilter = .bicubic
  ) throws(MediaError) -> Image {
    let framing = try Framing(width: image.width, height: image.height, side: side, mode: mode)
    return try render(image, framing, filter)
  }

  /// `framing.box` of the picture, resampled into the middle of its canvas.
  static func render(
    _ image: Image, _ framing: Framing, _ filter: Normalisation.ImageFilter
  ) throws(MediaError) -> Image {
    let whole = Box(x: 0, y: 0, width: Double(image.width), height: Double(image.height))
    if framing.box == whole, framing.canvasWidth == image.width, framing.canvasHeight == image.height,
      framing.width == image.width, framing.height == image.height
    {
      return image
    }
    guard max(image.width, image.height) <= PixelBudget.longestSide else {
      throw MediaError(.tooLarge, "a side of more than \(PixelBudget.longestSide) pixels")
    }
    let (width, height) = (framing.canvasWidth, framing.canvasHeight)
    let stride = width * 3
    let count = stride * height
    let start = (height - framing.height) / 2 * stride + (width - framing.width) / 2 * 3
    let pixels = PixelBuffers.filled(count) { out in
      if framing.width < width || framing.height < height { out.update(repeating: 128, count: count) }
      var box = aa_box(
        x: framing.box.x, y: framing.box.y, width: framing.box.width, height: framing.box.height)
      return image.pixels.withUnsafeBufferPointer {
        aa_resize_rgb(
          $0.baseAddress, Int32(image.width), Int32(image.height), &box, filter == .lanczos ? 1 : 0,
          out + start, stride, Int32(framing.width), Int32(framing.height), 0) == 0
      }
    }
    guard let pixels else {
      throw MediaError(.tooLarge, "no memory to resample \(image.width)x\(image.height) pixels")
    }
    return Image(width: width, height: height, pixels: pixels)
  }

  /// Mixes to `options.audioChannels` and resamples to `options.audioRate`: one channel is the mean of all, the loudness
  /// stays, the result has round(frames · rate / source rate) frames.
  public static func audio(
    _ sound: Sound, _ options: Normalisation, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) -> Sound {
    let shaped = try ShapedSound(rate: options.audioRate, channels: options.audioChannels, limits: limits)
    try shaped.begin(rate: sound.rate, channels: sound.channels, frames: sound.frames)
    if sound.rate == options.audioRate, sound.channels == options.audioChannels { return sound }
    var failure: MediaError?
    sound.samples.withUnsafeBufferPointer { all in
      let piece = max(1, 32768 / sound.channels) * sound.channels
      var at = 0
      do throws(MediaError) {
        while at < all.count {
          try shaped.take(UnsafeBufferPointer(rebasing: all[at..<min(at + piece, all.count)]))
          at += piece
        }
      } catch { failure = error }
    }
    if let failure { throw failure }
    return try shaped.finished()
  }

  /// Resamples every picture to `options.videoSize`; the choice of pictures is the decoder's.
  public static func video(_ clip: Clip, _ options: Normalisation) throws(MediaError) -> Clip {
    var frames: [Image] = []
    for frame in clip.frames {
      frames.append(
        try resize(
          frame, side: options.videoSize, mode: options.imageMode, filter: options.imageFilter))
    }
    return Clip(frames: frames, rateNumerator: clip.rateNumerator, rateDenominator: clip.rateDenominator)
  }
}
