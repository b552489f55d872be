import CSupport
import Media
import MediaCodecs
import Testing

/// Limits are asked before anything is allocated, in arithmetic that cannot overflow.
@Suite struct LimitsTests {
  private static func reason(
    _ limits: MediaLimits = MediaLimits(), _ body: (MediaLimits) throws -> Void
  ) -> MediaError.Reason? {
    do {
      try body(limits)
      return nil
    } catch { return (error as? MediaError)?.reason }
  }

  @Test func encodedBytes() throws {
    let png = try MediaEncoder.png(Samples.image())
    var limits = MediaLimits()
    limits.bytes = png.count
    #expect(Self.reason(limits) { _ = try MediaDecoder.image(png, limits: $0) } == nil)
    limits.bytes = png.count - 1
    #expect(Self.reason(limits) { _ = try MediaDecoder.image(png, limits: $0) } == .tooLarge)
    #expect(Self.reason(limits) { _ = try MediaProbe.facts(of: png, limits: $0) } == .tooLarge)
  }

  @Test func pixelsOfEveryPicture() throws {
    let image = Samples.image()
    var limits = MediaLimits()
    for bytes in [
      try MediaEncoder.jpeg(image), try MediaEncoder.png(image), try MediaEncoder.webp(image),
    ] {
      limits.pixels = 96 * 64
      #expect(throws: Never.self) { try MediaDecoder.image(bytes, limits: limits) }
      #expect(Self.reason(limits) { _ = try MediaDecoder.image(bytes, limits: $0) } == nil)
      limits.pixels = 96 * 64 - 1
      #expect(Self.reason(limits) { _ = try MediaDecoder.image(bytes, limits: $0) } == .tooLarge)
    }
  }

  @Test func samplesOfEverySound() throws {
    let sound = Samples.tone(440, seconds: 0.5, channels: 2)
    var limits = MediaLimits()
    for bytes in [try MediaEncoder.wav(sound), try MediaEncoder.flac(sound), try MediaEncoder.ogg(sound)] {
      limits.samples = 16000
      #expect(Self.reason(limits) { _ = try MediaDecoder.audio(bytes, limits: $0) } == nil)
      limits.samples = 15999
      #expect(Self.reason(limits) { _ = try MediaDecoder.audio(bytes, limits: $0) } == .tooLarge)
    }
  }

  @Test func picturesOfEveryClip() throws {
    let clip = Samples.countingClip(frames: 6, rate: 6)
    var limits = MediaLimits()
    for bytes in [try MediaEncoder.mp4(clip), try MediaEncoder.webm(clip), try MediaEncoder.y4m(clip)] {
      limits.frames = 6
      #expect(Self.reason(limits) { _ = try MediaDecoder.video(bytes, limits: $0) } == nil)
      limits.frames = 5
      #expect(Self.reason(limits) { _ = try MediaDecoder.video(bytes, limits: $0) } == .tooLarge)
    }
  }

  /// Sides whose product does not fit an integer, and numbers that do not fit one themselves.
  @Test(arguments: [
    "W4294967296 H4294967296", "W9223372036854775807 H2", "W99999999999999999999 H1", "W-5 H5", "W0 H8",
    "W3037000500 H3037000500",
  ])
  func absurdSidesOfAClip(sides: String) {
    let bytes = Array("YUV4MPEG2 \(sides) F25:1 C444\nFRAME\n".utf8) + [UInt8](repeating: 0, count: 100)
    let before = aa_peak_resident_bytes()
    let reason = Self.reason { _ = try MediaDecoder.video(bytes, limits: $0) }
    #expect(reason == .tooLarge || reason == .corrupt, "\(String(describing: reason))")
    #expect(aa_peak_resident_bytes() - before < 64 << 20)
  }

  @Test func absurdSidesOfAPicture() throws {
    for side: [UInt8] in [[0x7F, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0]] {
      var png = try MediaEncoder.png(Samples.image())
      png.replaceSubrange(16..<24, with: side + side)
      let before = aa_peak_resident_bytes()
      let reason = Self.reason { _ = try MediaDecoder.image(png, limits: $0) }
      #expect(reason == .tooLarge || reason == .corrupt, "\(String(describing: reason))")
      #expect(aa_peak_resident_bytes() - before < 64 << 20)
    }
  }

  /// Sides, tiles and samples of a TIFF whose sizes are 32-bit numbers of its directory.
  @Test func absurdPartsOfATIFF() throws {
    func tiff(_ entries: [(tag: Int, value: Int)]) -> [UInt8] {
      func le(_ n: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: n >> (8 * $0)) }
      }
      var bytes = Array("II*\0".utf8) + le(8, 4) + le(entries.count, 2)
      for entry in entries { bytes += le(entry.tag, 2) + le(4, 2) + le(1, 4) + le(entry.value, 4) }
      return bytes + le(0, 4) + [UInt8](repeating: 0x55, count: 256)
    }
    let plain = [(256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 100), (277, 1), (278, 8), (279, 64)]
    #expect(throws: Never.self) { try MediaDecoder.image(tiff(plain.map { ($0.0, $0.1) })) }
    let big = [0x7FFF_FFFF, 0xFFFF_FFFF, 0x4000_0000, 65535, 0]
    for at in plain.indices {
      for value in big {
        var entries = plain.map { (tag: $0.0, value: $0.1) }
        entries[at].value = value
        let before = aa_peak_resident_bytes()
        let reason = Self.reason { _ = try MediaDecoder.image(tiff(entries), limits: $0) }
        if [256, 257].contains(plain[at].0) { #expect(reason != nil, "tag \(plain[at].0): \(value)") }
        #expect(aa_peak_resident_bytes() - before < 64 << 20, "tag \(plain[at].0): \(value)")
      }
    }
    // Tiles larger than any picture, in one of 8 x 8.
    for (width, height) in [(1 << 16, 1 << 16), (0x7FFF_FFF0, 16), (1 << 15, 1 << 15)] {
      let tiled = [
        (256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (277, 1), (322, width), (323, height), (324, 100),
        (325, 64),
      ]
      let before = aa_peak_resident_bytes()
      let reason = Self.reason { _ = try MediaDecoder.image(tiff(tiled.map { ($0.0, $0.1) }), limits: $0) }
      #expect(reason != nil)
      #expect(aa_peak_resident_bytes() - before < 64 << 20)
    }
  }

  @Test func absurdShapesOfASound() throws {
    // Channels and rate of the fmt chunk.
    for (at, bytes) in [
      (22, [0xFF, 0xFF]), (22, [0, 0]), (24, [0xFF, 0xFF, 0xFF, 0xFF]), (24, [0, 0, 0, 0]),
    ] {
      var wav = try MediaEncoder.wav(Samples.tone(440))
      wav.replaceSubrange(at..<at + bytes.count, with: bytes.map { UInt8($0) })
      let before = aa_peak_resident_bytes()
      #expect(throws: MediaError.self, "byte \(at): \(bytes)") {
        let sound = try MediaDecoder.audio(wav)
        _ = try Normaliser.audio(sound, Normalisation())
      }
      #expect(aa_peak_resident_bytes() - before < 64 << 20)
    }
  }

  @Test func shapesThatCannotBeMade() throws {
    let sound = Samples.tone(440)
    for (rate, channels) in [(0, 1), (-1, 1), (Int.max, 1), (16000, 0), (16000, 65), (16000, Int.max)] {
      var options = Normalisation()
      options.audioRate = rate
      options.audioChannels = channels
      #expect(throws: MediaError.self) { try Normaliser.audio(sound, options) }
    }
    for side in [0, -1, 1 << 14 + 1, Int.max] {
      #expect(throws: MediaError.self) { try Normaliser.resize(Samples.image(), side: side, mode: .crop) }
    }
  }

  @Test func sizesOfNarrowPictures() throws {
    func size(_ width: Int, _ height: Int, _ mode: Normalisation.ImageMode) throws -> [Int] {
      let size = try Normaliser.size(width: width, height: height, side: 224, mode: mode)
      return [size.width, size.height]
    }
    // Never less than a pixel, never enlarged, aspect kept.
    #expect(try size(1 << 27, 1, .fit) == [224, 1])
    #expect(try size(1, 1 << 27, .fit) == [1, 224])
    #expect(try size(448, 300, .fit) == [224, 150])
    #expect(try size(100, 50, .fit) == [100, 50])
    for mode: Normalisation.ImageMode in [.crop, .stretch, .letterbox] {
      #expect(try size(3, 9, mode) == [224, 224])
    }
  }
}
