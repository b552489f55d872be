import Media
import MediaCodecs
import Testing

@Suite struct DamageTests {
  static let files: [(String, [UInt8])] = {
    let image = Samples.image()
    let sound = Samples.tone(440)
    let clip = Samples.countingClip(frames: 12, rate: 8, step: 16)
    let all: [(String, () throws -> [UInt8])] = [
      ("jpeg", { try MediaEncoder.jpeg(image) }), ("png", { try MediaEncoder.png(image) }),
      ("webp", { try MediaEncoder.webp(image) }), ("wav", { try MediaEncoder.wav(sound) }),
      ("flac", { try MediaEncoder.flac(sound) }), ("ogg", { try MediaEncoder.ogg(sound) }),
      ("opus", { try MediaEncoder.opus(sound) }),
      ("mp4", { try MediaEncoder.mp4(clip) }), ("webm", { try MediaEncoder.webm(clip) }),
      ("y4m", { try MediaEncoder.y4m(clip) }),
      ("webp without loss", { try MediaEncoder.webp(image, quality: nil) }),
      ("tiff", { try Golden.bytes("pictures/orientation-1.tiff") }),
      ("tiff of 16 bits", { try Golden.bytes("pictures/deep-grey.tiff") }),
      ("tiff of inks", { try Golden.bytes("pictures/cmyk-profile.tiff") }),
      ("jpeg of inks", { try Golden.bytes("pictures/cmyk-profile.jpg") }),
      ("jpeg with a profile", { try Golden.bytes("pictures/wide.jpg") }),
      ("png with alpha", { try Golden.bytes("pictures/alpha-profile.png") }),
      ("animated png", { try Golden.bytes("pictures/animated.png") }),
      ("animated webp", { try Golden.bytes("pictures/animated.webp") }),
      ("gif", { try Golden.bytes("pictures/animated.gif") }),
    ]
    return all.map { ($0.0, (try? $0.1()) ?? []) }
  }()

  @Test(arguments: files.map { $0.0 }) func wholeFilesDecode(name: String) throws {
    let bytes = Self.files.first { $0.0 == name }?.1 ?? []
    #expect(throws: Never.self) { try MediaDecoder.decode(bytes) }
    #expect(throws: Never.self) { try MediaDecoder.check(bytes) }
  }

  @Test(arguments: files.map { $0.0 }) func everyCutIsAnError(name: String) {
    let bytes = Self.files.first { $0.0 == name }?.1 ?? []
    #expect(bytes.count > 100)
    for part in 0..<16 {
      let cut = Array(bytes.prefix(bytes.count * part / 16))
      #expect(throws: MediaError.self, "\(name) cut to \(cut.count) of \(bytes.count)") {
        try MediaDecoder.decode(cut)
      }
      #expect(throws: MediaError.self) { try MediaDecoder.check(cut) }
    }
    #expect(throws: MediaError.self, "\(name) without its last byte") {
      try MediaDecoder.decode(Array(bytes.dropLast()))
    }
  }

  /// Damage may go unnoticed in lossy data, but must never crash or hang.
  @Test(arguments: files.map { $0.0 }) func flippedBytesNeverCrash(name: String) {
    let bytes = Self.files.first { $0.0 == name }?.1 ?? []
    var refused = 0
    let step = max(1, bytes.count / 150)
    for at in stride(from: 0, to: bytes.count, by: step) {
      var damaged = bytes
      damaged[at] ^= 0xFF
      let decodes = (try? MediaDecoder.decode(damaged)) != nil
      if !decodes { refused += 1 }
      // What decodes passes the check, and what does not is found by it.
      #expect(((try? MediaDecoder.check(damaged)) != nil) == decodes, "\(name) at byte \(at)")
    }
    #expect(refused > 0)
  }

  @Test func garbageIsRefused() {
    var state: UInt64 = 1
    for n in [0, 1, 2, 4, 100, 5000] {
      var bytes: [UInt8] = []
      for _ in 0..<n {
        state = state &* 6_364_136_223_846_793_005 &+ 1
        bytes.append(UInt8(truncatingIfNeeded: state >> 56))
      }
      #expect(throws: MediaError.self) { try MediaDecoder.decode(bytes) }
      #expect(throws: MediaError.self) { try MediaProbe.facts(of: bytes) }
      // And behind every signature.
      for (name, file) in Self.files {
        #expect(throws: MediaError.self, "\(name)") {
          try MediaDecoder.decode(Array(file.prefix(12)) + bytes)
        }
      }
    }
  }

  @Test func wavThatPromisesMore() throws {
    var wav = try MediaEncoder.wav(Samples.tone(440))
    for (value, where_) in [(0xF0, 43), (0x7F, 43), (0xFF, 43), (0x01, 42)] {
      var lying = wav
      lying[where_] = UInt8(value)
      #expect { try MediaDecoder.audio(lying) } throws: { ($0 as? MediaError)?.reason == .truncated }
    }
    // A pipe's way to say that the length is not known.
    for at in [4, 5, 6, 7, 40, 41, 42, 43] { wav[at] = 0xFF }
    #expect(try MediaDecoder.audio(wav).frames == 8000)
  }

  @Test func mp4WithoutPictures() throws {
    let mp4 = try MediaEncoder.mp4(Samples.countingClip(frames: 4, rate: 4))
    // ftyp, and a moov that holds nothing.
    let bare = Array(mp4.prefix(Int(mp4[3]))) + [0, 0, 0, 8] + Array("moov".utf8)
    #expect(throws: MediaError.self) { try MediaDecoder.video(bare) }
  }

  @Test func hugePicturesAreRefusedBeforeAllocation() throws {
    var png = try MediaEncoder.png(Samples.image())
    png.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    #expect { try MediaDecoder.image(png) } throws: { ($0 as? MediaError)?.reason == .tooLarge }
    var jpeg = try MediaEncoder.jpeg(Samples.image())
    if let at = jpeg.indices.first(where: { jpeg[$0] == 0xFF && $0 + 1 < jpeg.count && jpeg[$0 + 1] == 0xC0 })
    {
      jpeg.replaceSubrange(at + 5..<at + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    }
    #expect { try MediaDecoder.image(jpeg) } throws: { ($0 as? MediaError)?.reason == .tooLarge }
    var limits = MediaLimits()
    limits.pixels = 1000
    let clip = try MediaEncoder.mp4(Samples.countingClip(frames: 4, rate: 4))
    #expect { try MediaDecoder.video(clip, limits: limits) } throws: {
      ($0 as? MediaError)?.reason == .tooLarge
    }
    limits.samples = 1000
    let sound = try MediaEncoder.flac(Samples.tone(440))
    #expect { try MediaDecoder.audio(sound, limits: limits) } throws: {
      ($0 as? MediaError)?.reason == .tooLarge
    }
  }
}
