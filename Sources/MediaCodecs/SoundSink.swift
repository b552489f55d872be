import Media

/// Takes decoded sound piece by piece, so that a long one need not lie in memory at its own rate.
protocol SoundSink: AnyObject {
  /// Comes once, before the first samples. Both are above zero.
  /// - Parameter frames: what the header promises; nil when it does not tell. It may lie.
  func begin(rate: Int, channels: Int, frames: Int?) throws(MediaError)
  /// Interleaved samples in whole frames.
  func take(_ samples: UnsafeBufferPointer<Float>) throws(MediaError)
}

/// Keeps a sound as it is.
final class WholeSound: SoundSink {
  private(set) var sound = Sound(rate: 0, channels: 0, samples: [])
  /// Room is made beforehand for no more than this many samples: a promise costs nothing.
  private let trusted: Int

  init(trusted: Int) { self.trusted = trusted }

  func begin(rate: Int, channels: Int, frames: Int?) {
    sound.rate = rate
    sound.channels = channels
    if let frames, frames <= trusted / channels { sound.samples.reserveCapacity(frames * channels) }
  }

  func take(_ samples: UnsafeBufferPointer<Float>) { sound.samples.append(contentsOf: samples) }
}

/// Keeps nothing but the shape: for sounds that are only to be checked.
final class MeasuredSound: SoundSink {
  private(set) var rate = 0
  private(set) var channels = 0
  private(set) var samples = 0

  func begin(rate: Int, channels: Int, frames: Int?) { (self.rate, self.channels) = (rate, channels) }
  func take(_ samples: UnsafeBufferPointer<Float>) { self.samples += samples.count }
}

/// What every decoder asks before samples are handed on.
struct SampleBudget {
  let limits: MediaLimits
  private(set) var samples = 0
  private var rate = 1
  private var channels = 1

  init(_ limits: MediaLimits) { self.limits = limits }

  /// - Throws: `tooLarge` when the header's own promise is beyond the limits.
  mutating func begin(rate: Int, channels: Int, frames: Int?) throws(MediaError) {
    guard channels > 0, rate > 0 else {
      throw MediaError(.corrupt, "sound of \(channels) channels at \(rate) Hz")
    }
    (self.rate, self.channels) = (rate, channels)
    guard let frames else { return }
    let (total, overflow) = frames.multipliedReportingOverflow(by: channels)
    if overflow || total > limits.samples {
      throw MediaError(
        .tooLarge, "declares \(frames) frames of sound, the limit is \(limits.samples) samples")
    }
    try check(seconds: Double(frames) / Double(rate), limits)
  }

  mutating func add(_ count: Int) throws(MediaError) {
    samples += count
    if samples > limits.samples {
      throw MediaError(.tooLarge, "more than \(limits.samples) samples of sound")
    }
    try check(seconds: Double(samples / channels) / Double(rate), limits)
  }

  private func check(seconds: Double, _ limits: MediaLimits) throws(MediaError) {
    if seconds > limits.seconds {
      throw MediaError(.tooLarge, "a sound of more than \(limits.seconds) s")
    }
  }
}
