import Glibc

/// The modified discrete cosine transform with a sine window: frames of `hop` coefficients from `2 * hop` samples that
/// overlap by half, which add up to the signal again exactly (Princen and Bradley, 1987).
public struct LappedTransform: Sendable {
  public let hop: Int
  /// `hop` rows of `2 * hop`: the windowed cosines.
  private let rows: [Float]

  /// - Precondition: `hop >= 1`.
  public init(hop: Int) {
    precondition(hop >= 1)
    self.hop = hop
    let n = Double(hop)
    let length = 2 * hop
    rows = [Float](unsafeUninitializedCapacity: hop * length) { buffer, count in
      for k in 0..<hop {
        for i in 0..<length {
          let window = Glibc.sin(Double.pi * (Double(i) + 0.5) / (2 * n))
          let phase = Double.pi / n * (Double(i) + 0.5 + n / 2) * (Double(k) + 0.5)
          buffer[k * length + i] = Float((2 / n).squareRoot() * Glibc.cos(phase) * window)
        }
      }
      count = hop * length
    }
  }

  /// Frames that cover `samples` samples: one more than the hops, because each sample lies in two.
  public func frames(samples: Int) -> Int { samples == 0 ? 0 : (samples + hop - 1) / hop + 1 }

  /// The coefficients of every frame, `hop` for each; the signal is taken to be silent before and after.
  public func forward(_ samples: [Float]) -> [Float] {
    let count = frames(samples: samples.count)
    let length = 2 * hop
    var padded = [Float](repeating: 0, count: (count + 1) * hop)
    for (i, x) in samples.enumerated() { padded[hop + i] = x }
    var out = [Float](repeating: 0, count: count * hop)
    rows.withUnsafeBufferPointer { rows in
      padded.withUnsafeBufferPointer { padded in
        for frame in 0..<count {
          for k in 0..<hop {
            // Four sums side by side in a fixed order: fast without letting the compiler choose an order.
            var (a, b, c, d): (Float, Float, Float, Float) = (0, 0, 0, 0)
            let row = k * length
            let start = frame * hop
            var i = 0
            while i + 4 <= length {
              a += rows[row + i] * padded[start + i]
              b += rows[row + i + 1] * padded[start + i + 1]
              c += rows[row + i + 2] * padded[start + i + 2]
              d += rows[row + i + 3] * padded[start + i + 3]
              i += 4
            }
            while i < length {
              a += rows[row + i] * padded[start + i]
              i += 1
            }
            out[frame * hop + k] = (a + b) + (c + d)
          }
        }
      }
    }
    return out
  }

  /// The signal whose frames these are; `(frames - 1) * hop` samples. Zero coefficients cost nothing.
  public func inverse(_ coefficients: [Float]) -> [Float] {
    let count = coefficients.count / hop
    guard count > 1 else { return [] }
    let length = 2 * hop
    var padded = [Float](repeating: 0, count: (count + 1) * hop)
    for frame in 0..<count {
      for k in 0..<hop {
        let c = coefficients[frame * hop + k]
        if c == 0 { continue }
        for i in 0..<length { padded[frame * hop + i] += c * rows[k * length + i] }
      }
    }
    return Array(padded[hop..<count * hop])
  }
}
