import CAV
import Media

/// Mixes and resamples a sound as it comes. The result has round(frames · rate / source rate) frames, at least one; its
/// loudness is the source's.
final class ShapedSound: SoundSink {
  private let rate: Int
  private let channels: Int
  private let limits: MediaLimits
  private var sourceRate = 0
  private var mixer: ChannelMixer?
  private var converter: RateConverter?
  private var mixed: [Float] = []
  private var framesIn = 0
  private var samples: [Float] = []

  /// - Throws: `unsupported` for a shape that no file has.
  init(rate: Int, channels: Int, limits: MediaLimits) throws(MediaError) {
    guard rate > 0, rate <= 1 << 20, channels > 0, channels <= 64 else {
      throw MediaError(.unsupported, "\(channels) channels at \(rate) Hz")
    }
    (self.rate, self.channels, self.limits) = (rate, channels, limits)
  }

  func begin(rate sourceRate: Int, channels sourceChannels: Int, frames: Int?) throws(MediaError) {
    guard sourceRate > 0, sourceRate <= 1 << 24, sourceChannels > 0, sourceChannels <= 64 else {
      throw MediaError(.unsupported, "a sound of \(sourceChannels) channels at \(sourceRate) Hz")
    }
    AVCall.ready
    self.sourceRate = sourceRate
    mixer = try ChannelMixer(from: sourceChannels, to: channels)
    if sourceRate != rate {
      converter = try RateConverter(from: sourceRate, to: rate, channels: channels)
    }
    guard let frames else { return }
    try check(frames)
    // Exactly what it needs, where a promise that does not hold costs little.
    if frames < 1 << 24, length(frames) * channels < 1 << 22 {
      samples.reserveCapacity((length(frames) + 1) * channels)
    }
  }

  func take(_ piece: UnsafeBufferPointer<Float>) throws(MediaError) {
    guard let mixer, let start = piece.baseAddress else { return }
    let frames = piece.count / mixer.from
    framesIn += frames
    try check(framesIn)
    if mixer.from == mixer.to { return try convert(start, frames) }
    if mixed.count < frames * channels { mixed = [Float](repeating: 0, count: frames * channels) }
    mixed.withUnsafeMutableBufferPointer { room in
      if let room = room.baseAddress { mixer.mix(start, frames: frames, into: room) }
    }
    // Taken out, so that it is not in two places when the converter writes.
    let ready = mixed
    var failure: MediaError?
    ready.withUnsafeBufferPointer { ready in
      guard let ready = ready.baseAddress else { return }
      do throws(MediaError) { try convert(ready, frames) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func convert(_ start: UnsafePointer<Float>, _ frames: Int) throws(MediaError) {
    guard let converter else {
      samples.append(contentsOf: UnsafeBufferPointer(start: start, count: frames * channels))
      return
    }
    try converter.convert(start, frames: frames) { samples.append(contentsOf: $0) }
  }

  /// The whole sound, when everything was taken.
  func finished() throws(MediaError) -> Sound {
    if let converter, framesIn > 0 {
      try converter.convert(nil, frames: 0) { samples.append(contentsOf: $0) }
      let wanted = max(1, length(framesIn)) * channels
      if samples.count > wanted { samples.removeLast(samples.count - wanted) }
      if samples.count < wanted {
        samples.append(contentsOf: repeatElement(0, count: wanted - samples.count))
      }
    }
    return Sound(rate: rate, channels: channels, samples: samples)
  }

  private func length(_ frames: Int) -> Int {
    Int((Double(frames) * Double(rate) / Double(sourceRate)).rounded())
  }

  private func check(_ frames: Int) throws(MediaError) {
    let samples = Double(frames) * Double(rate) / Double(sourceRate) * Double(channels)
    if samples > Double(limits.samples) {
      throw MediaError(
        .tooLarge,
        "\(frames) frames at \(sourceRate) Hz become more than \(limits.samples) samples at \(rate) Hz")
    }
  }
}
