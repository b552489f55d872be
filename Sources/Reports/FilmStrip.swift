import Media
import MediaCodecs

/// A clip as one PNG with its pictures side by side, which the style sheet moves one picture at a time: any browser
/// plays it, and on paper all pictures are seen.
package struct FilmStrip {
  package var image: Image
  package var count: Int
  /// Seconds of one round.
  package var duration: Double

  static let mostPictures = 32
  static let largestSide = 192

  /// - Throws: `MediaError`; `.noFrames` for a clip without pictures.
  package init(_ clip: Clip) throws(MediaError) {
    guard let first = clip.frames.first, first.width > 0, first.height > 0 else {
      throw MediaError(.noFrames, "a clip without pictures")
    }
    let stride = (clip.frames.count + Self.mostPictures - 1) / Self.mostPictures
    var frames: [Image] = []
    for index in Swift.stride(from: 0, to: clip.frames.count, by: stride) {
      frames.append(try Normaliser.resize(clip.frames[index], side: Self.largestSide, mode: .fit))
    }
    let (width, height) = (frames[0].width, frames[0].height)
    guard frames.allSatisfy({ $0.width == width && $0.height == height }) else {
      throw MediaError(.unsupported, "pictures of different sizes in one clip")
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(frames.count * width * height * 3)
    for y in 0..<height {
      for frame in frames { pixels += frame.pixels[y * width * 3..<(y + 1) * width * 3] }
    }
    image = Image(width: width * frames.count, height: height, pixels: pixels)
    count = frames.count
    let seconds = clip.framesPerSecond > 0 ? Double(clip.frames.count) / clip.framesPerSecond : 1
    duration = min(60, max(0.1, seconds))
  }
}
