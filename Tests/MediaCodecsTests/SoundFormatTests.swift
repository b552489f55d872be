import Foundation
import Media
import MediaCodecs
import Testing

@Suite struct SoundFormatTests {
  @Test(arguments: Normalisation.AudioFormat.allCases) func storedAsAsked(format: Normalisation.AudioFormat)
    throws
  {
    var options = Normalisation()
    options.audioFormat = format
    let source = try MediaEncoder.wav(Samples.tone(440, rate: 44100, seconds: 1.5, channels: 2))
    let (bytes, facts) = try MediaNormaliser.normalise(source, options)
    #expect(try MediaProbe.facts(of: bytes) == facts)
    #expect(facts.rate == 16000 && facts.channels == 1 && facts.duration == 1.5)
    #expect(try MediaNormaliser.normalise(source, options).bytes == bytes)
    let decoded = try MediaDecoder.audio(bytes)
    let wanted = try MediaNormaliser.sound(source, options)
    #expect(decoded.frames == wanted.frames)
    let (error, power) = zip(decoded.samples, wanted.samples).reduce((0.0, 0.0)) {
      ($0.0 + pow(Double($1.0 - $1.1), 2), $0.1 + pow(Double($1.1), 2))
    }
    #expect(10 * log10(error / power) < (format == .opus ? -15 : -80))
  }

  @Test func bitrateOfOpus() throws {
    let sound = Samples.tone(440, seconds: 2)
    let sizes = try [12, 32, 96].map { try MediaEncoder.opus(sound, bitrate: $0).count }
    #expect(sizes[0] < sizes[1] && sizes[1] < sizes[2])
    #expect(throws: MediaError.self) { try MediaEncoder.opus(Samples.tone(440, rate: 44100)) }
  }

  /// The time of writing is in no byte: libsndfile's serial numbers are drawn from the clock.
  @Test func repeatableAcrossSeconds() throws {
    let sound = Samples.tone(440)
    let first = try MediaEncoder.opus(sound)
    Thread.sleep(forTimeInterval: 1.1)
    #expect(try MediaEncoder.opus(sound) == first)
  }

  @Test func trackOfAClip() throws {
    let clip = try Golden.bytes("clips/sound.mp4")
    let (bytes, facts) = try #require(try MediaNormaliser.soundTrack(of: clip, Normalisation()))
    #expect(facts.kind == .audio && facts.type == "audio/wav" && facts.rate == 16000 && facts.channels == 1)
    // Two seconds, less what the encoder's last block adds.
    #expect(facts.duration.map { abs($0 - 2) < 0.1 } == true)
    let samples = try MediaDecoder.audio(bytes).samples
    let power = samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    #expect(abs(power.squareRoot() - 0.3 / 2.0.squareRoot()) < 0.02)
    #expect(try MediaNormaliser.soundTrack(of: Golden.bytes("clips/short-gops.mp4"), Normalisation()) == nil)
    #expect(throws: MediaError.self) { try MediaDecoder.audio(Golden.bytes("clips/short-gops.mp4")) }
    // Its header names one.
    let empty = try Golden.bytes("clips/empty-track.mkv")
    #expect(try MediaProbe.facts(of: empty).channels == 1)
    #expect(try MediaNormaliser.soundTrack(of: empty, Normalisation()) == nil)
  }
}
