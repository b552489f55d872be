import Glibc
import Media

/// How near a decoded medium is to what was encoded.
public enum ReconstructionQuality {
  /// Peak signal-to-noise ratio in decibels over all pixels and colours, 10 log10(255² / mean squared error); infinite
  /// when they are equal, nil when the sizes differ.
  public static func psnr(_ a: Image, _ b: Image) -> Double? { psnr([a], [b]) }

  /// The same over all pictures of a clip.
  public static func psnr(_ a: [Image], _ b: [Image]) -> Double? {
    guard a.count == b.count, !a.isEmpty else { return nil }
    var squares = 0
    var count = 0
    for (x, y) in zip(a, b) {
      guard x.width == y.width, x.height == y.height else { return nil }
      for i in x.pixels.indices {
        let difference = Int(x.pixels[i]) - Int(y.pixels[i])
        squares += difference * difference
      }
      count += x.pixels.count
    }
    guard count > 0 else { return nil }
    return squares == 0 ? .infinity : 10 * Glibc.log10(255 * 255 * Double(count) / Double(squares))
  }

  /// Signal-to-noise ratio in decibels, 10 log10(Σ a² / Σ (a − b)²), over the samples that both have; nil for silence.
  public static func snr(_ a: [Float], _ b: [Float]) -> Double? {
    var signal = 0.0
    var noise = 0.0
    for (x, y) in zip(a, b) {
      signal += Double(x) * Double(x)
      noise += Double(x - y) * Double(x - y)
    }
    guard signal > 0 else { return nil }
    return noise == 0 ? .infinity : 10 * Glibc.log10(signal / noise)
  }
}
