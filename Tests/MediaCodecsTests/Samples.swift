import Foundation
import Media
import MediaCodecs

/// Small media with something in them.
enum Samples {
  static func image(_ width: Int = 96, _ height: Int = 64) -> Image {
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

  static func grey(_ level: UInt8, width: Int = 64, height: Int = 64) -> Image {
    Image(width: width, height: height, pixels: [UInt8](repeating: level, count: width * height * 3))
  }

  /// The number of each picture is its grey level: 10, 14, 18, ...
  static func countingClip(frames: Int, rate: Int, step: Int = 4) -> Clip {
    Clip(
      frames: (0..<frames).map { grey(UInt8(10 + step * $0)) }, rateNumerator: rate, rateDenominator: 1)
  }

  static func number(of frame: Image, step: Int = 4) -> Int {
    let mean = frame.pixels.reduce(0) { $0 + Int($1) } / frame.pixels.count
    return (mean - 10 + step / 2) / step
  }

  static func tone(
    _ hertz: Double, rate: Int = 16000, seconds: Double = 0.5, channels: Int = 1, level: Float = 0.5
  ) -> Sound {
    var samples: [Float] = []
    for i in 0..<Int(seconds * Double(rate)) {
      let value = level * Float(sin(2 * .pi * hertz * Double(i) / Double(rate)))
      for _ in 0..<channels { samples.append(value) }
    }
    return Sound(rate: rate, channels: channels, samples: samples)
  }

  /// Peak signal-to-noise ratio in decibels.
  static func psnr(_ a: Image, _ b: Image) -> Double {
    var sum = 0.0
    for (x, y) in zip(a.pixels, b.pixels) {
      let d = Double(x) - Double(y)
      sum += d * d
    }
    return 10 * log10(255 * 255 / max(1e-9, sum / Double(a.pixels.count)))
  }
}
