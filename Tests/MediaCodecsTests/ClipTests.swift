import Foundation
import Media
import MediaCodecs
import Testing

/// Clips that tools/golden/clips.py made: reordered pictures, uneven times, edit lists, key frames that are none.
@Suite struct ClipTests {
  static let names = [
    "short-gops.mp4", "open-gops.mkv", "refresh.ts", "uneven.mp4", "vp9.webm", "sound.mp4", "edited.mp4",
    "late.mp4",
  ]

  /// Seconds from the first picture, and numbers, as a decoder of the whole file shows them.
  static func shown(_ name: String) throws -> [(time: Double, number: Int)] {
    let all = try JSONDecoder().decode(
      [String: [[Double]]].self, from: Data(Golden.bytes("clips/clips.json")))
    return try #require(all[name]).map { ($0[0], Int($0[1])) }
  }

  static func number(_ image: Image) -> Int {
    let sum = image.pixels.reduce(0) { $0 + Int($1) }
    let mean = Double(sum) / Double(image.pixels.count)
    return Int(((mean - 20) / 4).rounded())
  }

  @Test(arguments: names) func everyPicture(name: String) throws {
    let clip = try MediaDecoder.video(Golden.bytes("clips/\(name)"))
    let wanted = try Self.shown(name).map { $0.number }
    #expect(clip.frames.map(Self.number) == wanted)
  }

  @Test(arguments: names) func pictureOnScreenAtEachTime(name: String) throws {
    let bytes = try Golden.bytes("clips/\(name)")
    let shown = try Self.shown(name)
    for rate in [0.7, 1, 2, 3, 7, 12.5] {
      let clip = try MediaDecoder.video(bytes, framesPerSecond: rate)
      let wanted = clip.frames.indices.map { k in
        shown.last { $0.time <= Double(k) / rate + 0.0005 }?.number
      }
      #expect(clip.frames.map(Self.number) == wanted, "\(rate) a second")
    }
  }

  /// The same bits whether decoding begins at the first picture or at a key frame.
  @Test(arguments: names) func seekingChangesNothing(name: String) throws {
    let bytes = try Golden.bytes("clips/\(name)")
    let all = try MediaDecoder.video(bytes).frames
    for (rate, most) in [(0.4, 100), (1, 100), (2, 100), (5, 100), (2, 3)] as [(Double, Int)] {
      func sampled(_ seeking: Bool) throws -> Clip {
        try MediaDecoder.video(
          bytes, framesPerSecond: rate, maxFrames: most, limits: MediaLimits(), seeking: seeking
        ) { $0 }
      }
      let sought = try sampled(true)
      #expect(try sampled(false) == sought)
      #expect(sought.frames.allSatisfy { frame in all.contains(frame) })
    }
  }

  @Test(arguments: names) func checkedWithoutPictures(name: String) throws {
    let bytes = try Golden.bytes("clips/\(name)")
    let facts = try MediaDecoder.check(bytes)
    let count = try Self.shown(name).count
    #expect(facts.kind == .video && facts.frames == count)
  }

  @Test func secondsAreLimited() throws {
    var limits = MediaLimits()
    limits.seconds = 1.9
    for bytes in [
      try Golden.bytes("clips/short-gops.mp4"),
      try MediaEncoder.y4m(Samples.countingClip(frames: 8, rate: 4)),
    ] {
      #expect { try MediaDecoder.video(bytes, limits: limits) } throws: {
        ($0 as? MediaError)?.reason == .tooLarge
      }
    }
    #expect { try MediaDecoder.check(Golden.bytes("clips/short-gops.mp4"), limits: limits) } throws: {
      ($0 as? MediaError)?.reason == .tooLarge
    }
    for sound in [Samples.tone(440, seconds: 2)] {
      for bytes in [try MediaEncoder.wav(sound), try MediaEncoder.flac(sound), try MediaEncoder.opus(sound)] {
        #expect { try MediaDecoder.audio(bytes, limits: limits) } throws: {
          ($0 as? MediaError)?.reason == .tooLarge
        }
      }
    }
  }

  @Test(arguments: Normalisation.VideoFormat.allCases) func storedAsAsked(format: Normalisation.VideoFormat)
    throws
  {
    var options = Normalisation()
    options.videoFormat = format
    options.imageMode = .fit
    options.videoSize = 61
    let source = try Golden.bytes("clips/uneven.mp4")
    let (bytes, facts) = try MediaNormaliser.normalise(source, options)
    let probed = try MediaProbe.facts(of: bytes)
    #expect(probed.type == facts.type && probed.width == facts.width && probed.height == facts.height)
    #expect(facts.width == (format == .y4m ? 61 : 60) && facts.height == 46)
    #expect(try MediaNormaliser.normalise(source, options).bytes == bytes)
    let numbers = try MediaDecoder.video(bytes).frames.map(Self.number)
    #expect(try MediaNormaliser.clip(source, options).frames.map(Self.number) == numbers)
  }

  @Test func picturesOfAClip() throws {
    var options = Normalisation()
    options.imageFormat = .png
    options.videoSize = 32
    let source = try Golden.bytes("clips/uneven.mp4")
    let files = try MediaNormaliser.pictures(of: source, options)
    let frames = try MediaNormaliser.clip(source, options).frames
    #expect(files.count == 8 && files.allSatisfy { $0.facts.type == "image/png" && $0.facts.width == 32 })
    #expect(try files.map { try MediaDecoder.image($0.bytes) } == frames)
  }
}
