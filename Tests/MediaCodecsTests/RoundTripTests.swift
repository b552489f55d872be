import Media
import MediaCodecs
import Testing

@Suite struct RoundTripTests {
  @Test(arguments: [1, 6]) func pngIsLossless(level: Int) throws {
    let image = Samples.image(97, 61)
    #expect(try MediaDecoder.image(MediaEncoder.png(image, level: level)) == image)
  }

  @Test func lossyPicturesComeClose() throws {
    let image = Samples.image()
    for bytes in [
      try MediaEncoder.jpeg(image, quality: 95), try MediaEncoder.jpeg(image, quality: 95, fullChroma: true),
      try MediaEncoder.webp(image, quality: 95),
    ] {
      let decoded = try MediaDecoder.image(bytes)
      #expect(decoded.width == image.width && decoded.height == image.height)
      #expect(Samples.psnr(image, decoded) > 32)
    }
  }

  @Test func losslessSounds() throws {
    let sound = Samples.tone(440, channels: 2)
    for bytes in [try MediaEncoder.wav(sound), try MediaEncoder.flac(sound)] {
      let decoded = try MediaDecoder.audio(bytes)
      #expect(decoded.rate == 16000 && decoded.channels == 2 && decoded.frames == sound.frames)
      #expect(zip(sound.samples, decoded.samples).allSatisfy { abs($0 - $1) < 1.0 / 16384 })
    }
  }

  @Test func vorbisComesCloseAndIsRepeatable() throws {
    let sound = Samples.tone(440)
    let bytes = try MediaEncoder.ogg(sound)
    #expect(try MediaEncoder.ogg(sound) == bytes)
    let decoded = try MediaDecoder.audio(bytes)
    #expect(decoded.frames == sound.frames)
    let error = zip(sound.samples, decoded.samples).map { abs($0 - $1) }.reduce(0, +) / Float(sound.frames)
    #expect(error < 0.02)
  }

  @Test func clips() throws {
    let clip = Samples.countingClip(frames: 8, rate: 8, step: 20)
    for (bytes, type) in [
      (try MediaEncoder.mp4(clip), "video/mp4"), (try MediaEncoder.webm(clip), "video/webm"),
      (try MediaEncoder.y4m(clip), "video/x-yuv4mpeg"),
    ] {
      let decoded = try MediaDecoder.video(bytes)
      #expect(decoded.frames.map { Samples.number(of: $0, step: 20) } == Array(0..<8), "\(type)")
      #expect(decoded.framesPerSecond == 8)
      let facts = try MediaProbe.facts(of: bytes)
      #expect(facts.type == type && facts.width == 64 && facts.kind == .video)
      #expect(facts.duration.map { abs($0 - 1) < 0.13 } == true, "\(type) \(facts)")
    }
  }

  @Test func encodersRepeatTheirBytes() throws {
    let clip = Samples.countingClip(frames: 6, rate: 8)
    #expect(try MediaEncoder.mp4(clip) == MediaEncoder.mp4(clip))
    #expect(try MediaEncoder.webm(clip) == MediaEncoder.webm(clip))
    #expect(try MediaEncoder.webp(Samples.image()) == MediaEncoder.webp(Samples.image()))
  }

  @Test func fullRangeY4MKeepsColours() throws {
    let clip = Clip(frames: [Samples.image()], rateNumerator: 2, rateDenominator: 1)
    let decoded = try MediaDecoder.video(MediaEncoder.y4m(clip))
    #expect(zip(decoded.frames[0].pixels, clip.frames[0].pixels).allSatisfy { abs(Int($0) - Int($1)) <= 2 })
  }
}
