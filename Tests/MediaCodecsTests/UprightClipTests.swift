import Media
import MediaCodecs
import Testing

/// Clips that were filmed with the camera turned: tools/golden/clips.py made them, ffmpeg turned what is expected.
@Suite struct UprightClipTests {
  /// Files, and EXIF's number of the turning that their container tells.
  static let turned = (1...8).map { ("turned-\($0)", $0) }
  /// Files whose pictures tell it themselves, and that number.
  static let told = [("sei-90", 8), ("sei-180", 3), ("sei-270-flip", 7)]

  private static func clip(_ name: String) throws -> [UInt8] { try Golden.bytes("clips/\(name).mp4") }

  /// All pictures below each other.
  private static func column(_ frames: [Image]) throws -> Image {
    let first = try #require(frames.first)
    #expect(frames.allSatisfy { $0.width == first.width && $0.height == first.height })
    return Image(
      width: first.width, height: first.height * frames.count, pixels: frames.flatMap { $0.pixels })
  }

  /// ffmpeg turns before it makes RGB of what it has, so the rounding differs; left alone the pixels are the same.
  @Test(arguments: turned + told) func asFFmpegTurnsIt(name: String, orientation: Int) throws {
    let expected = try Golden.image("clips/\(name).mp4.expected")
    let frames = try MediaDecoder.video(Self.clip(name)).frames
    #expect(frames.count == 6 && frames.first?.width == (orientation < 5 ? 24 : 16))
    let difference = try #require(try Golden.difference(Self.column(frames), expected))
    #expect(difference.most <= (orientation == 1 ? 0 : 1) && difference.mean < 0.05)
  }

  /// Exactly the pixels of the stored clip, moved.
  @Test(arguments: turned) func onlyMoved(name: String, orientation: Int) throws {
    let stored = try MediaDecoder.video(Self.clip("turned-1")).frames
    let frames = try MediaDecoder.video(Self.clip(name)).frames
    for (was, turned) in zip(stored, frames) {
      for y in 0..<was.height {
        for x in 0..<was.width {
          let across = [2, 3, 7, 8].contains(orientation) ? was.width - 1 - x : x
          let down = [3, 4, 6, 7].contains(orientation) ? was.height - 1 - y : y
          let (to, row) = orientation < 5 ? (across, down) : (down, across)
          let (p, q) = (3 * (y * was.width + x), 3 * (row * turned.width + to))
          #expect(was.pixels[p..<p + 3] == turned.pixels[q..<q + 3])
        }
      }
    }
  }

  @Test(arguments: turned) func factsAreThoseOfTheUprightClip(name: String, orientation: Int) throws {
    let bytes = try Self.clip(name)
    let facts = try MediaProbe.facts(of: bytes)
    #expect(facts.width == (orientation < 5 ? 24 : 16) && facts.height == (orientation < 5 ? 16 : 24))
    #expect(facts.picture?.orientation == (orientation == 1 ? nil : orientation))
    #expect(try MediaDecoder.check(bytes).picture == facts.picture)
  }

  @Test(arguments: (turned + told).map { $0.0 } + ["sei-held"])
  func seekingChangesNothing(name: String) throws {
    let all = try MediaDecoder.video(Self.clip(name)).frames
    for (rate, chosen) in [(5, [0, 5]), (8, [0, 3])] as [(Double, [Int])] {
      for seeking in [true, false] {
        let clip = try MediaDecoder.video(
          Self.clip(name), framesPerSecond: rate, maxFrames: nil, limits: MediaLimits(), seeking: seeking
        ) { $0 }
        #expect(clip.frames == chosen.map { all[$0] }, "\(rate) a second")
      }
    }
  }

  /// What a key frame says holds for the pictures up to the next.
  @Test func whatPicturesTellHolds() throws {
    let frames = try MediaDecoder.video(Self.clip("sei-held")).frames
    let difference = try #require(
      try Golden.difference(Self.column(frames), Golden.image("clips/turned-8.mp4.expected")))
    #expect(difference.most <= 1 && difference.mean < 0.05)
  }

  /// Shown 4 : 3 as wide as stored; 5 : 6; and the first, turned by a quarter.
  @Test(arguments: [("aspect-4-3", 32, 16), ("aspect-5-6", 20, 16), ("aspect-4-3-turned-6", 16, 32)])
  func pixelsAreMadeSquare(name: String, width: Int, height: Int) throws {
    let frames = try MediaDecoder.video(Self.clip(name)).frames
    #expect(frames.allSatisfy { $0.width == width && $0.height == height })
    let difference = try #require(
      try Golden.difference(Self.column(frames), Golden.image("clips/\(name).mp4.expected")))
    #expect(difference.most <= (name.hasSuffix("6") && height == 32 ? 1 : 0) && difference.mean < 0.05)
    let facts = try MediaProbe.facts(of: Self.clip(name))
    #expect(facts.width == width && facts.height == height)
    var limits = MediaLimits()
    limits.pixels = 24 * 16
    if width * height > limits.pixels {
      #expect { try MediaDecoder.video(Self.clip(name), limits: limits) } throws: {
        ($0 as? MediaError)?.reason == .tooLarge
      }
    }
  }

  @Test func otherAnglesAreLeft() throws {
    let stored = try Self.clip("turned-1")
    let bytes = try Self.clip("turned-by-45")
    #expect(bytes != stored)
    #expect(try MediaDecoder.video(bytes) == MediaDecoder.video(stored))
    let facts = try MediaProbe.facts(of: bytes)
    #expect(facts.width == 24 && facts.height == 16 && facts.picture == nil)
  }

  @Test(arguments: Normalisation.VideoFormat.allCases) func storedUpright(format: Normalisation.VideoFormat)
    throws
  {
    var options = Normalisation()
    (options.videoFormat, options.imageMode, options.videoSize) = (format, .fit, 24)
    let (bytes, facts) = try MediaNormaliser.normalise(Self.clip("turned-6"), options)
    let probed = try MediaProbe.facts(of: bytes)
    #expect(facts.width == 16 && facts.height == 24 && facts.picture == nil)
    #expect(facts.source == PictureFacts(orientation: 6))
    #expect(probed.width == 16 && probed.height == 24 && probed.picture == nil)
    let plain = try MediaNormaliser.normalise(Self.clip("turned-1"), options).facts
    #expect(plain.source == nil && plain.width == 24)
    guard case .video(let decoded) = try MediaNormaliser.decoded(Self.clip("turned-6"), kind: .video, options)
    else { throw MediaError(.unsupported, "not a clip") }
    #expect(decoded.frames.allSatisfy { $0.width == 16 && $0.height == 24 })
  }
}
