import Foundation
import Glibc
import Media
import MediaCodecs
import MediaWorkers
import Testing

/// Workers do what the codecs do in this process.
@Suite struct PoolTests {
  private static func media() throws -> [[UInt8]] {
    let picture = try BuiltPrograms.fixture("ti2t/images/000001.jpg")
    let image = Image(width: 8, height: 8, pixels: [UInt8](repeating: 7, count: 192))
    let sound = Sound(rate: 8000, channels: 1, samples: (0..<8000).map { Float($0 % 100) / 100 })
    let clip = Clip(frames: [image, image, image], rateNumerator: 3, rateDenominator: 1)
    return [
      picture, try MediaEncoder.png(image), try MediaEncoder.wav(sound), try MediaEncoder.flac(sound),
      try MediaEncoder.y4m(clip), try MediaEncoder.mp4(clip), try BuiltPrograms.golden("clips/sound.mp4"),
      Array(picture.prefix(500)), [], [1, 2, 3, 4],
    ]
  }

  private static func outcome<T>(_ body: () throws -> T) throws -> Result<T, MediaError> {
    do { return .success(try body()) } catch let error as MediaError { return .failure(error) }
  }

  @Test func resultsAndErrorsAreThoseOfTheCodecs() throws {
    let pool = MediaWorkerPool(program: try BuiltPrograms.path("aa-media"))
    let local = LocalMedia()
    let limits = MediaLimits()
    for bytes in try Self.media() {
      func same<T: Equatable>(_ work: (any MediaProcessing) throws -> T) throws {
        #expect(try Self.outcome { try work(pool) } == Self.outcome { try work(local) })
      }
      try same { try $0.facts(of: bytes, limits: limits) }
      try same { try $0.normalised(bytes, Normalisation(), limits: limits).bytes }
      try same { try $0.normalised(bytes, Normalisation(), limits: limits).facts }
      try same { try $0.soundTrack(of: bytes, Normalisation(), limits: limits)?.bytes }
      try same { try $0.soundTrack(of: bytes, Normalisation(), limits: limits)?.facts }
      for decoding in [false, true] {
        try same { try $0.inspected(bytes, decoding: decoding, limits: limits) }
      }
      for kind in MediaKind.allCases {
        try same { try $0.decoded(bytes, kind: kind, span: nil, Normalisation(), limits: limits) }
        try same { try $0.decoded(bytes, kind: kind, span: 0.25...0.5, Normalisation(), limits: limits) }
      }
    }
    #expect(pool.processes.count == 1)
  }

  /// A clip that was filmed with the camera turned: 24 x 16 stored, a quarter turn to be made.
  @Test func clipsStandUpright() throws {
    let pool = MediaWorkerPool(program: try BuiltPrograms.path("aa-media"))
    let (limits, turned) = (MediaLimits(), PictureFacts(orientation: 6))
    let bytes = try BuiltPrograms.golden("clips/turned-6.mp4")
    let facts = try pool.facts(of: bytes, limits: limits)
    #expect(facts.width == 16 && facts.height == 24 && facts.picture == turned)
    for decoding in [true, false] {
      let found = try pool.inspected(bytes, decoding: decoding, limits: limits)
      #expect(found.picture == (decoding ? turned : nil))
    }
    var shape = Normalisation()
    (shape.imageMode, shape.videoSize) = (.fit, 24)
    let stored = try pool.normalised(bytes, shape, limits: limits).facts
    #expect(stored.width == 16 && stored.height == 24 && stored.picture == nil && stored.source == turned)
    let decoded = try pool.decoded(bytes, kind: .video, span: nil, shape, limits: limits)
    guard case .video(let clip) = decoded else { throw MediaError(.unsupported, "not a clip") }
    let whole = try MediaDecoder.video(bytes)
    #expect(clip.frames == whole.frames && whole.frames.first?.height == 24)
  }

  @Test func limitsTravel() throws {
    let pool = MediaWorkerPool(program: try BuiltPrograms.path("aa-media"))
    let picture = try BuiltPrograms.fixture("ti2t/images/000001.jpg")
    var limits = MediaLimits()
    limits.pixels = 100
    let error = #expect(throws: MediaError.self) {
      try pool.normalised(picture, Normalisation(), limits: limits)
    }
    #expect(error?.reason == .tooLarge)
    let refused = #expect(throws: MediaError.self) {
      try pool.decoded(picture, kind: .image, span: nil, Normalisation(), limits: limits)
    }
    #expect(refused?.reason == .tooLarge)
    limits = MediaLimits()
    limits.seconds = 0.5
    let sound = try MediaEncoder.wav(
      Sound(rate: 8000, channels: 1, samples: Array(repeating: 0, count: 8000)))
    for span in [nil, 0...0.1] {
      let tooLong = #expect(throws: MediaError.self) {
        try pool.decoded(sound, kind: .audio, span: span, Normalisation(), limits: limits)
      }
      #expect(tooLong == MediaError(.tooLarge, "a sound of more than 0.5 s"))
    }
  }

  @Test func oneWorkerForEachThread() throws {
    let pool = MediaWorkerPool(program: try BuiltPrograms.path("aa-media"))
    let media = try Self.media()
    let expected = try media.map { bytes in
      try LocalMedia().inspected(bytes, decoding: true, limits: MediaLimits())
    }
    let wrong = Wrong()
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      for (bytes, right) in zip(media, expected) {
        let found = try? pool.inspected(bytes, decoding: true, limits: MediaLimits())
        if found != right { wrong.add() }
      }
    }
    #expect(wrong.count == 0)
    #expect((1...4).contains(pool.processes.count))
  }

  final class Wrong: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var count = 0
    func add() { lock.withLock { count += 1 } }
  }

  @Test func aWorkerMakesRoomForANewOneAndNoneIsLeftBehind() throws {
    var limits = MediaWorkerLimits()
    limits.media = 3
    let pool = MediaWorkerPool(program: try BuiltPrograms.path("faulty-media"), limits: limits)
    var processes: [Int32] = []
    for n in 1...7 {
      _ = try pool.facts(of: try BuiltPrograms.fixture("ti2t/images/000001.jpg"), limits: MediaLimits())
      processes.append(contentsOf: pool.processes)
      #expect(pool.processes.count == (n % 3 == 0 ? 0 : 1))
    }
    #expect(Set(processes).count == 3)
    pool.close()
    // Not even as a zombie.
    for process in Set(processes) { #expect(kill(process, 0) == -1 && errno == ESRCH) }
  }
}
