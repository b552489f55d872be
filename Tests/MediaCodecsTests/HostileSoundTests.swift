import CSupport
import Media
import MediaCodecs
import Testing

/// Headers whose promises would take all memory.
@Suite struct HostileSoundTests {
  private static func refused(_ bytes: [UInt8], _ options: Normalisation = Normalisation()) -> Bool {
    let before = aa_peak_resident_bytes()
    do {
      _ = try MediaNormaliser.normalise(bytes, options)
      return false
    } catch {
      return error.reason == .tooLarge && aa_peak_resident_bytes() - before < 64 << 20
    }
  }

  /// One sample a second becomes 192,000.
  @Test func slowSoundAtAHighRate() throws {
    var wav = try MediaEncoder.wav(Samples.tone(440, seconds: 1))
    wav.replaceSubrange(24..<28, with: [1, 0, 0, 0])
    var options = Normalisation()
    options.audioRate = 192_000
    #expect(Self.refused(wav, options))
  }

  /// The stream header's 36 bits of samples.
  @Test func flacOfAllTime() throws {
    var flac = try MediaEncoder.flac(Samples.tone(440))
    flac[21] |= 0x0F
    flac.replaceSubrange(22..<26, with: [0xFF, 0xFF, 0xFF, 0xFF])
    #expect(Self.refused(flac))
  }

  /// A picture in eleven days, 240 of each second asked for.
  @Test func clipOfAllTime() {
    var bytes = Array("YUV4MPEG2 W2 H2 F1:1000000 Cmono\n".utf8)
    for _ in 0..<4 { bytes += Array("FRAME\n".utf8) + [1, 2, 3, 4] }
    #expect(Self.refused(bytes))
    var options = Normalisation()
    options.videoRate = 240
    options.videoFrames = 1 << 40
    let day = Array("YUV4MPEG2 W2 H2 F1:80000 Cmono\nFRAME\n".utf8) + [1, 2, 3, 4]
    #expect(Self.refused(day, options))
  }
}
