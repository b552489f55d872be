import Glibc
import Media

/// Plays the sounds of the world: one sine tone.
enum Synthesiser {
  static let rate = 16000
  static let seconds = 0.6

  static func sound(_ pitch: Pitch, _ pattern: Pattern, _ random: inout Random) -> Sound {
    let count = Int(Double(rate) * seconds)
    let (low, high) = pitch.range
    let tone = exp(random.uniform(log(low), log(high)))
    let level = random.uniform(0.3, 0.8)
    let pulses = random.uniform(4.5, 6.5)
    let shift = random.uniform(0, 0.3)
    var phase = random.uniform(0, 2 * .pi)
    // A glide goes from tone / 1.5 to tone * 1.5 or back, evenly in octaves.
    let glide = pattern == .rising ? 1.0 : pattern == .falling ? -1.0 : 0.0
    var hertz = tone * pow(1.5, -glide)
    let factor = pow(1.5, 2 * glide / Double(count))
    var samples = [Float](repeating: 0, count: count)
    for i in 0..<count {
      let t = Double(i) / Double(rate)
      phase += 2 * .pi * hertz / Double(rate)
      if phase > 2 * .pi { phase -= 2 * .pi }
      hertz *= factor
      var value = level * sin(phase)
      if pattern == .pulsing {
        let turn = t * pulses + shift
        if turn - turn.rounded(.down) >= 0.5 { value = 0 }
      }
      value *= min(1, min(t, seconds - t) / 0.01)
      samples[i] = Float(value + 0.003 * random.bell())
    }
    return Sound(rate: rate, channels: 1, samples: samples)
  }
}
