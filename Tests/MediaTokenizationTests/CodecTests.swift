import Media
import MediaTokenization
import Testing

@Suite struct CodecTests {
  /// Lowest PSNR of the disc and SNR of two tones by rate: a change of a codec that costs quality is seen here.
  static let imageFloor = [13.0, 14.0, 17.5, 20.5]
  static let soundFloor = [0.0, 3.0, 10.0, 15.0]

  @Test(arguments: 1...4) func imagesKeepTheirQuality(rate: Int) throws {
    let codec = ImageCodec(.rate(rate, size: 64))
    let image = Samples.disc(64)
    let codes = try codec.encode(image)
    #expect(codes.count == codec.parameters.tokens)
    let psnr = try #require(ReconstructionQuality.psnr(image, try codec.decode(codes)))
    #expect(psnr >= Self.imageFloor[rate - 1], "rate \(rate): \(psnr) dB")
  }

  @Test(arguments: 1...4) func soundsKeepTheirQuality(rate: Int) throws {
    let codec = SoundCodec(.rate(rate))
    let sound = Samples.sound([330, 1250])
    let codes = try codec.encode(sound)
    #expect(codes.count == 20 * codec.parameters.tokensPerFrame)
    let snr = try #require(ReconstructionQuality.snr(sound.samples, try codec.decode(codes).samples))
    #expect(snr >= Self.soundFloor[rate - 1], "rate \(rate): \(snr) dB")
  }

  @Test(arguments: 1...4) func decodedImagesEncodeToTheSameCodes(rate: Int) throws {
    // A grey picture in the middle of the range is not clipped, so its codes survive a round trip.
    let codec = ImageCodec(.rate(rate, size: 64))
    let codes = try codec.encode(Samples.image(64) { x, _ in (UInt8(100 + x / 4), 110, 120) })
    #expect(try codec.encode(try codec.decode(codes)) == codes)
  }

  @Test(arguments: 1...4) func anyImageGivesCodesInRange(rate: Int) throws {
    let codec = ImageCodec(.rate(rate, size: 64))
    let images = [
      Samples.noise(64), Samples.image(64) { _, _ in (0, 0, 0) },
      Samples.image(64) { _, _ in (255, 255, 255) },
      Samples.image(64) { x, y in (x + y) % 2 == 0 ? (255, 0, 0) : (0, 255, 255) },
    ]
    for image in images {
      let codes = try codec.encode(image)
      try codec.shape.check(codes)
      _ = try codec.decode(codes)
    }
  }

  @Test(arguments: 1...4) func anySoundGivesCodesInRange(rate: Int) throws {
    let codec = SoundCodec(.rate(rate))
    let noise = Samples.noise(64).pixels.map { Float($0) / 127.5 - 1 }
    let loud = [Float](repeating: 1, count: 3000)
    let square = (0..<3000).map { Float($0 % 2 == 0 ? 9 : -9) }
    let strange: [Float] = [.nan, .infinity, -.infinity, 0, 1]
    for samples in [noise, loud, square, strange, [0], [Float](repeating: 0, count: 5000)] {
      let codes = try codec.encode(Sound(rate: 8000, channels: 1, samples: samples))
      try codec.shape.check(codes)
      #expect(try codec.decode(codes).samples.allSatisfy { abs($0) <= 1 })
    }
  }

  @Test func silenceIsSilent() throws {
    let codec = SoundCodec(.rate(1))
    let codes = try codec.encode(Sound(rate: 8000, channels: 1, samples: [Float](repeating: 0, count: 4800)))
    #expect(codes == [UInt32](repeating: 0, count: 60))
    #expect(try codec.decode(codes).samples.allSatisfy { $0 == 0 })
  }

  @Test func toneStandsInItsBin() throws {
    // 1000 Hz lies at bin 2 * 256 * 1000 / 8000 = 64: coarse 8 (or 7, when the phase favours bin 63).
    let codes = try SoundCodec(.rate(1)).encode(Samples.sound([1000]))
    for frame in 2..<18 { #expect([7, 8].contains(codes[3 * frame + 1])) }
  }

  @Test func clipsAreSampledFromFirstToLast() throws {
    let codec = ClipCodec(.rate(2))
    #expect(codec.sampled(of: 8) == [0, 2, 5, 7])
    #expect(codec.sampled(of: 4) == [0, 1, 2, 3])
    #expect(codec.sampled(of: 1) == [0, 0, 0, 0])
    let frames = (0..<8).map { i in Samples.image(32) { _, _ in (UInt8(30 * i), 0, 0) } }
    let codes = try codec.encode(Clip(frames: frames, rateNumerator: 8, rateDenominator: 1))
    #expect(codes.count == 64)
    let decoded = try codec.decode(codes)
    #expect(decoded.frames.count == 4)
    #expect(decoded.frames[3].pixels[0] > decoded.frames[0].pixels[0] + 100)
  }

  @Test func longSoundsAreCut() throws {
    let codec = SoundCodec(.rate(1, seconds: 0.5))
    let codes = try codec.encode(Samples.sound([400], seconds: 3))
    #expect(codes.count == 3 * (4000 / 256 + 2))
  }

  @Test func refusesWhatDoesNotFit() throws {
    let codec = ImageCodec(.rate(2, size: 64))
    #expect(throws: MediaTokenError.self) { try codec.encode(Samples.disc(32)) }
    #expect(throws: MediaTokenError.self) { try codec.decode([1, 2]) }
    #expect(throws: MediaTokenError.self) { try codec.decode([UInt32](repeating: 999, count: 32)) }
    let sounds = SoundCodec(.rate(1))
    #expect(throws: MediaTokenError.self) { try sounds.encode(Sound(rate: 8000, channels: 1, samples: [])) }
    #expect(throws: MediaTokenError.self) { try sounds.encode(Sound(rate: 44100, channels: 1, samples: [0])) }
    #expect(throws: MediaTokenError.self) { try sounds.decode([1, 2]) }
    let clips = ClipCodec(.rate(1))
    #expect(throws: MediaTokenError.self) {
      try clips.encode(Clip(frames: [], rateNumerator: 1, rateDenominator: 1))
    }
    #expect(throws: MediaTokenError.self) { try clips.decode([]) }
  }
}
