import Glibc
import Media

/// Synthetic media with known content.
enum Samples {
  static func image(_ n: Int, _ pixel: (Int, Int) -> (UInt8, UInt8, UInt8)) -> Image {
    var pixels: [UInt8] = []
    for y in 0..<n {
      for x in 0..<n {
        let (r, g, b) = pixel(x, y)
        pixels += [r, g, b]
      }
    }
    return Image(width: n, height: n, pixels: pixels)
  }

  /// A bright disc on a dim slope.
  static func disc(_ n: Int) -> Image {
    image(n) { x, y in
      let inside = (x - n / 2) * (x - n / 2) + (y - n / 2) * (y - n / 2) < n * n / 10
      return inside ? (225, 45, 45) : (UInt8(30 + 20 * x / n), UInt8(30 + 20 * y / n), 40)
    }
  }

  static func noise(_ n: Int, seed: UInt64 = 1) -> Image {
    var state = seed
    return image(n) { _, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (UInt8(state >> 56), UInt8(state >> 48 & 255), UInt8(state >> 40 & 255))
    }
  }

  /// A sum of sine waves, `frequency` in hertz at 8 kHz.
  static func sound(_ frequencies: [Double], seconds: Double = 0.6, amplitude: Double = 0.4) -> Sound {
    let count = Int(8000 * seconds)
    let samples = (0..<count).map { i in
      Float(
        frequencies.reduce(0.0) { $0 + amplitude * sine(2 * Double.pi * $1 * Double(i) / 8000) }
          / Double(frequencies.count))
    }
    return Sound(rate: 8000, channels: 1, samples: samples)
  }
}

private func sine(_ x: Double) -> Double { Glibc.sin(x) }
