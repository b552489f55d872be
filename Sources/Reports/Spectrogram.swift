import Glibc
import Media
import MediaCodecs

/// What a sound looks like: time across, 0 to 4 kHz upwards, darker is louder.
package enum Spectrogram {
  package static let columns = 160
  package static let rows = 64
  /// Everything is brought to this rate first, so that original and decoded sounds have the same scale.
  static let rate = 8000
  private static let window = 256
  /// Decibels below the loudest that are still drawn.
  private static let depth = 55.0

  /// - Throws: `MediaError`.
  package static func image(_ sound: Sound) throws(MediaError) -> Image {
    var shape = Normalisation()
    shape.audioRate = rate
    shape.audioChannels = 1
    let samples = try Normaliser.audio(sound, shape).samples
    let powers = powers(samples)
    let loudest = powers.max() ?? 0
    var pixels = [UInt8](repeating: 255, count: columns * rows * 3)
    guard loudest > 0 else { return Image(width: columns, height: rows, pixels: pixels) }
    for (i, power) in powers.enumerated() where power > 0 {
      let share = max(0, 1 + 10 * log10(power / loudest) / depth)
      let (column, row) = (i / rows, rows - 1 - i % rows)
      for (c, ink) in [0.0, 70.0, 125.0].enumerated() {
        pixels[(row * columns + column) * 3 + c] = UInt8((255 - (255 - ink) * share).rounded())
      }
    }
    return Image(width: columns, height: rows, pixels: pixels)
  }

  /// Power of each column's bands, low to high: a Hann window and a discrete Fourier transform at the bands' middles.
  private static func powers(_ samples: [Float]) -> [Double] {
    let hann = (0..<window).map { 0.5 - 0.5 * cos(2 * .pi * (Double($0) + 0.5) / Double(window)) }
    let wave = (0..<2 * window).map { Double($0) * .pi / Double(window) }.map { (cos($0), sin($0)) }
    var powers: [Double] = []
    powers.reserveCapacity(columns * rows)
    for column in 0..<columns {
      let centre = (Double(column) + 0.5) * Double(samples.count) / Double(columns)
      let start = Int(centre) - window / 2
      let piece = (0..<window).map { i in
        samples.indices.contains(start + i) ? Double(samples[start + i]) * hann[i] : 0
      }
      for row in 0..<rows {
        // Band `row` has its middle at (2 row + 1) / (2 rows) of 4 kHz; in half steps of the window's transform.
        let frequency = (2 * row + 1) * window / (2 * rows)
        var (re, im) = (0.0, 0.0)
        var phase = 0
        for value in piece {
          re += value * wave[phase].0
          im += value * wave[phase].1
          phase = (phase + frequency) % (2 * window)
        }
        powers.append(re * re + im * im)
      }
    }
    return powers
  }
}
