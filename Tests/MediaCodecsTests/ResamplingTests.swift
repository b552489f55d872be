import Foundation
import Media
import MediaCodecs
import Testing

/// Equal to soxr's HQ, whose results tools/golden/resample.py wrote down.
@Suite struct ResamplingTests {
  static let names = Golden.names("resample", ending: ".wav")
  static let words = ["noise", "sweep", "speech", "music"]

  @Test func thereAreAllPairsOfRates() { #expect(Self.names.count == 11) }

  @Test(arguments: names) func equalsSoxr(name: String) throws {
    let rates = name.split(separator: "-").compactMap { Int($0) }
    let golden = try MediaDecoder.audio(Golden.bytes("resample/\(name).wav"))
    for (channel, signal) in Signals.all(rate: rates[0], lower: min(rates[0], rates[1])).enumerated() {
      var options = Normalisation()
      options.audioRate = rates[1]
      let ours = try Normaliser.audio(Sound(rate: rates[0], channels: 1, samples: signal), options)
      #expect(ours.frames == golden.frames && ours.frames == rates[1] / 10)
      let theirs = (0..<golden.frames).map { golden.samples[$0 * 4 + channel] }
      let decibels = Self.difference(ours.samples, theirs)
      #expect(decibels < -60, "\(Self.words[channel]) \(name): \(decibels) dB")
    }
  }

  /// RMS of the difference against that of the signal, in decibels.
  private static func difference(_ a: [Float], _ b: [Float]) -> Double {
    var (error, power) = (0.0, 1e-20)
    for (x, y) in zip(a, b) {
      error += Double(x - y) * Double(x - y)
      power += Double(y) * Double(y)
    }
    return 10 * log10(max(error, 1e-30) / power)
  }

  @Test func lengthIsRounded() throws {
    for frames in [1, 2, 100, 441, 44101, 99999] {
      for (source, target) in [(44100, 16000), (22050, 16000), (8000, 44100), (48000, 22050), (44100, 8000)] {
        var options = Normalisation()
        options.audioRate = target
        let sound = Sound(rate: source, channels: 1, samples: [Float](repeating: 0.25, count: frames))
        let wanted = max(1, Int((Double(frames) * Double(target) / Double(source)).rounded()))
        #expect(try Normaliser.audio(sound, options).frames == wanted, "\(frames) of \(source) to \(target)")
      }
    }
  }

  @Test func piecesAndTheWholeAreTheSame() throws {
    let sound = Samples.tone(997, rate: 44100, seconds: 3, channels: 2)
    let file = try MediaEncoder.flac(sound)
    // The decoder hands on pieces of its own; what was decoded before goes in others.
    let streamed = try MediaNormaliser.sound(file, Normalisation())
    #expect(try Normaliser.audio(MediaDecoder.audio(file), Normalisation()) == streamed)
    #expect(streamed.frames == 48000)
  }

  @Test func oneChannelIsTheMean() throws {
    var options = Normalisation()
    for channels in [2, 3, 6] {
      var samples: [Float] = []
      for i in 0..<1000 { for c in 0..<channels { samples.append(Float(i % 7) / 8 * (c == 0 ? 1 : -0.5)) } }
      let mono = try Normaliser.audio(Sound(rate: 16000, channels: channels, samples: samples), options)
      #expect(mono.channels == 1 && mono.frames == 1000)
      for i in 0..<1000 {
        let mean = samples[i * channels..<(i + 1) * channels].reduce(0, +) / Float(channels)
        #expect(abs(mono.samples[i] - mean) < 1e-6)
      }
    }
    options.audioChannels = 2
    let mono = Samples.tone(440)
    let stereo = try Normaliser.audio(mono, options)
    #expect(stereo.samples == mono.samples.flatMap { [$0, $0] })
    // Six to two: the left is louder on the left, nothing clips.
    let left = Sound(rate: 16000, channels: 6, samples: (0..<600).map { $0 % 6 == 0 ? 1 : 0 })
    let mixed = try Normaliser.audio(left, options)
    #expect(mixed.frames == 100 && mixed.samples[0] > 0.2 && mixed.samples[1] == 0)
    let full = Sound(rate: 16000, channels: 6, samples: [Float](repeating: 1, count: 600))
    #expect(try Normaliser.audio(full, options).samples.allSatisfy { $0 <= 1.0001 })
  }

  /// One decibel more or less would be heard; nothing is made louder or softer.
  @Test func loudnessStays() throws {
    for level: Float in [0.001, 0.05, 0.9] {
      let sound = Samples.tone(500, rate: 48000, seconds: 1, channels: 2, level: level)
      let result = try Normaliser.audio(sound, Normalisation())
      let power = result.samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(result.frames)
      #expect(abs(10 * log10(power / (Double(level) * Double(level) / 2))) < 0.05)
    }
  }
}

/// What tools/golden/resample.py resampled.
private enum Signals {
  static func all(rate: Int, lower: Int) -> [[Float]] {
    let count = rate / 10
    let top = 0.45 * Double(lower)
    let tau = 2 * Double.pi
    var state: UInt64 = 1
    func draw() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 40) / Double(1 << 24)
    }
    func sum(_ value: (Double) -> Double) -> [Float] {
      (0..<count).map { Float(value(Double($0) / Double(rate))) }
    }
    let sines = (0..<400).map { _ in (top * draw(), tau * draw()) }
    let noise = sum { t in sines.reduce(0) { $0 + 0.01 * sin(tau * $1.0 * t + $1.1) } }
    let sweep = sum { t in 0.5 * sin(tau * top * t * t / 0.2) }
    func bump(_ f: Double, _ centre: Double, _ width: Double) -> Double {
      1 / (1 + ((f - centre) / width) * ((f - centre) / width))
    }
    let harmonics = (1..<25).map { 120.0 * Double($0) }.filter { $0 < top }.map {
      ($0, 0.1 * (bump($0, 700, 200) + bump($0, 1800, 300)))
    }
    let speech = sum { t in
      harmonics.reduce(0) { $0 + $1.1 * sin(tau * $1.0 * t) } * (0.5 - 0.5 * cos(tau * 4 * t))
    }
    let music = sum { t in
      var value = 0.0
      for note in [220.0, 277.18, 329.63] {
        for k in 1..<9 where note * Double(k) < top {
          value += 0.1 / Double(k) * exp(-3.0 * Double(k) * t) * sin(tau * note * Double(k) * t)
        }
      }
      return value
    }
    return [noise, sweep, speech, music]
  }
}
