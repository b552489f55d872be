import Foundation
import Media
import MediaCodecs
import MediaWorkers
import Testing

/// A worker may open nothing and load nothing: every kind of medium is read, and stored in every format, as it is where
/// that is allowed.
@Suite struct FormatTests {
  /// Files by name, of those folders of `fixtures/golden` that hold media.
  private static func media(_ kind: MediaKind) throws -> [(name: String, bytes: [UInt8])] {
    var found: [(String, [UInt8])] = []
    for folder in ["kinds", "pictures", "clips"] {
      for name in try BuiltPrograms.goldenNames(folder) {
        let bytes = try BuiltPrograms.golden("\(folder)/\(name)")
        if MediaType.of(bytes)?.kind == kind, !name.hasSuffix(".expected") {
          found.append((name, bytes))
        }
      }
    }
    return found
  }

  /// What the worker and this process make of every medium of a kind, and that each is one that can be used.
  private static func compare(_ kind: MediaKind, _ shape: Normalisation, least: Int) throws {
    let pool = MediaWorkerPool(program: try BuiltPrograms.path("aa-media"))
    let (local, limits) = (LocalMedia(), MediaLimits())
    let media = try media(kind)
    #expect(media.count >= least)
    for (name, bytes) in media {
      let wanted = try local.normalised(bytes, shape, limits: limits)
      let found = try pool.normalised(bytes, shape, limits: limits)
      #expect(found.facts == wanted.facts, "\(name)")
      #expect(found.bytes == wanted.bytes, "\(name)")
      // What it stored, it reads.
      #expect(
        try pool.facts(of: found.bytes, limits: limits) == local.facts(of: wanted.bytes, limits: limits))
      let inspection = try pool.inspected(bytes, decoding: true, limits: limits)
      #expect(inspection.kind == kind && inspection.error == nil, "\(name)")
    }
    // One worker did it all.
    #expect(pool.processes.count == 1)
  }

  @Test(arguments: Normalisation.ImageFormat.allCases, [false, true])
  func pictures(format: Normalisation.ImageFormat, isOther: Bool) throws {
    var shape = Normalisation()
    shape.imageSize = 48
    shape.imageFormat = format
    if isOther {
      (shape.imageMode, shape.imageFilter, shape.imageFullChroma) = (.letterbox, .lanczos, true)
      shape.imageBackground = Background(red: 20, green: 40, blue: 60)
    }
    try Self.compare(.image, shape, least: 70)
  }

  @Test(arguments: Normalisation.AudioFormat.allCases, [16000, 48000])
  func sounds(format: Normalisation.AudioFormat, rate: Int) throws {
    var shape = Normalisation()
    (shape.audioFormat, shape.audioRate) = (format, rate)
    shape.audioChannels = rate == 48000 ? 2 : 1
    try Self.compare(.audio, shape, least: 12)
  }

  @Test(arguments: Normalisation.VideoFormat.allCases) func clips(format: Normalisation.VideoFormat) throws {
    var shape = Normalisation()
    (shape.videoFormat, shape.videoSize, shape.videoRate) = (format, 48, 10)
    try Self.compare(.video, shape, least: 18)
  }
}
