import Glibc
import Media

/// Sounds to codes and back: the strongest coefficients of each frame of a lapped cosine transform, no training.
///
/// A frame is a loudness and, for each kept coefficient, a coarse bin and a fine one with its sign and share.
public struct SoundCodec: Sendable {
  public let parameters: SoundCodecParameters
  public let shape: CodeShape
  private let transform: LappedTransform

  /// - Precondition: `coarse` divides `hop`, `peaks <= hop`.
  public init(_ parameters: SoundCodecParameters) {
    precondition(parameters.hop % parameters.coarse == 0 && parameters.peaks <= parameters.hop)
    self.parameters = parameters
    transform = LappedTransform(hop: parameters.hop)
    shape = parameters.shape
  }

  /// Codes frame by frame. Values outside [-1, 1] are clipped, NaN is silence.
  /// - Throws: wrongSize when the sound is not one channel at the codec's rate, empty when it has no sample.
  public func encode(_ sound: Sound) throws(MediaTokenError) -> [UInt32] {
    guard sound.rate == parameters.rate, sound.channels == 1 else {
      throw MediaTokenError(
        .wrongSize,
        "the sound has \(sound.rate) Hz and \(sound.channels) channels, the codec \(parameters.rate) Hz and 1"
      )
    }
    guard !sound.samples.isEmpty else { throw MediaTokenError(.empty, "the sound has no samples") }
    let samples = sound.samples.prefix(max(1, parameters.longest)).map { $0.isNaN ? 0 : min(max($0, -1), 1) }
    let coefficients = transform.forward(samples)
    let hop = parameters.hop
    var codes: [UInt32] = []
    codes.reserveCapacity(coefficients.count / hop * parameters.tokensPerFrame)
    for start in stride(from: 0, to: coefficients.count, by: hop) {
      appendFrame(coefficients[start..<start + hop], to: &codes)
    }
    return codes
  }

  private func appendFrame(_ frame: ArraySlice<Float>, to codes: inout [UInt32]) {
    var energy: Float = 0
    for x in frame { energy += x * x }
    let gain = gainCode(energy)
    codes.append(UInt32(gain))
    let strongest = gain == 0 ? [] : strongestBins(frame)
    let norm = energy.squareRoot()
    for peak in 0..<parameters.peaks {
      guard peak < strongest.count else {
        codes.append(0)
        codes.append(0)
        continue
      }
      let bin = strongest[peak]
      let x = frame[frame.startIndex + bin]
      let fine = (bin % parameters.coarse) * 2 + (x > 0 ? 1 : 0)
      codes.append(UInt32(bin / parameters.coarse))
      codes.append(UInt32(fine * parameters.shares + shareCode(abs(x) / norm)))
    }
  }

  /// The bins of the strongest coefficients, strongest first, the lower bin first among equals.
  private func strongestBins(_ frame: ArraySlice<Float>) -> [Int] {
    var best: [(bin: Int, size: Float)] = []
    best.reserveCapacity(parameters.peaks + 1)
    for (bin, x) in frame.enumerated() {
      let size = abs(x)
      if best.count == parameters.peaks, let last = best.last, size <= last.size { continue }
      var place = best.count
      while place > 0, best[place - 1].size < size { place -= 1 }
      best.insert((bin, size), at: place)
      if best.count > parameters.peaks { best.removeLast() }
    }
    return best.map(\.bin)
  }

  private func gainCode(_ energy: Float) -> Int {
    let decibels = 10 * Glibc.log10(energy / Float(parameters.hop) + 1e-9)
    let level = ((decibels - parameters.floor) / -parameters.floor * Float(parameters.gains - 1)).rounded()
    return Int(min(max(level, 0), Float(parameters.gains - 1)))
  }

  /// Square root of the energy of a frame with this loudness.
  private func norm(gain: Int) -> Float {
    let decibels = parameters.floor * (1 - Float(gain) / Float(parameters.gains - 1))
    return (Glibc.powf(10, decibels / 10) * Float(parameters.hop)).squareRoot()
  }

  private func shareCode(_ ratio: Float) -> Int {
    let step = parameters.depth / Float(parameters.shares)
    let level = -20 * Glibc.log10(max(ratio, 1e-6)) / step
    return Int(min(max(level, 0), Float(parameters.shares - 1)))
  }

  private func share(_ code: Int) -> Float {
    Glibc.powf(10, -(Float(code) + 0.5) * parameters.depth / Float(parameters.shares) / 20)
  }

  /// The sound that the codes stand for, one channel.
  /// - Throws: wrongCount, outOfRange.
  public func decode(_ codes: [UInt32]) throws(MediaTokenError) -> Sound {
    try shape.check(codes)
    let hop = parameters.hop
    let perFrame = parameters.tokensPerFrame
    let frames = codes.count / perFrame
    var coefficients = [Float](repeating: 0, count: frames * hop)
    for frame in 0..<frames {
      let first = frame * perFrame
      let gain = Int(codes[first])
      if gain == 0 { continue }
      let norm = norm(gain: gain)
      for peak in 0..<parameters.peaks {
        let fine = Int(codes[first + 2 + 2 * peak])
        let within = fine / parameters.shares
        let bin = Int(codes[first + 1 + 2 * peak]) * parameters.coarse + within / 2
        let size = norm * share(fine % parameters.shares)
        coefficients[frame * hop + bin] = within % 2 == 1 ? size : -size
      }
    }
    let samples = transform.inverse(coefficients).map { min(max($0, -1), 1) }
    return Sound(rate: parameters.rate, channels: 1, samples: samples)
  }
}
