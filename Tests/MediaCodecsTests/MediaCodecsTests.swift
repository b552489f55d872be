import Media
import MediaCodecs
import Testing

/// Small pictures and sounds with something in them.
enum Samples {
  static func image(_ width: Int = 97, _ height: Int = 61) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        pixels.append(UInt8(x * 255 / width))
        pixels.append(UInt8(y * 255 / height))
        pixels.append(UInt8((x + y) * 255 / (width + height)))
      }
    }
    return Image(width: width, height: height, pixels: pixels)
  }
}

@Test func pngIsLossless() throws {
  let image = Samples.image()
  for level in [1, 6] {
    #expect(try MediaDecoder.image(MediaEncoder.png(image, level: level)) == image)
  }
}
