import Media
import MediaWorkers
import Testing

@Suite struct WireTests {
  /// A field that its type's `code` forgets is lost on the way to a worker, or back.
  static let values: [any WireValue] = [
    Normalisation(), MediaLimits(), MediaFacts.empty, MediaError.empty, DecodedShape(),
    PictureFacts(), Background.white,
    MediaRequest(.facts), MediaAnswer(), WorkerGreeting(),
  ]

  @Test(arguments: values.indices) func everyStoredPropertyIsCoded(index: Int) throws {
    var value = Self.values[index]
    var coder = WireCoder()
    try value.code(&coder)
    #expect(coder.fields == Mirror(reflecting: value).children.count, "\(type(of: value))")
  }

  /// The counts of the same value with its optional fields set.
  @Test func optionalFieldsCountOnce() throws {
    var facts = MediaFacts(
      kind: .video, type: "t", width: 1, height: 2, duration: 3, rate: 4, channels: 5, frames: 6)
    var coder = WireCoder()
    try facts.code(&coder)
    #expect(coder.fields == Mirror(reflecting: facts).children.count)
  }

  private static func roundTrip<Value: WireValue & Equatable>(_ value: Value, empty: Value) throws {
    let bytes = WireCoder.written(value)
    var read = empty
    try WireCoder.read(&read, from: bytes)
    #expect(read == value)
    for count in 0..<bytes.count {
      var cut = empty
      #expect(throws: WireError.self) { try WireCoder.read(&cut, from: Array(bytes.prefix(count))) }
    }
    var longer = empty
    #expect(throws: WireError.self) { try WireCoder.read(&longer, from: bytes + [0]) }
  }

  @Test func valuesComeBackAsTheyWere() throws {
    var shape = Normalisation()
    shape.imageSize = 17
    shape.imageMode = .letterbox
    shape.audioRate = -1
    shape.audioChannels = .max
    shape.videoRate = 0.1
    shape.videoFrames = .min
    shape.videoSize = 0
    shape.imageFilter = .lanczos
    shape.imageFormat = .losslessWebP
    shape.imageQuality = 1
    shape.imageFullChroma = true
    shape.imageBackground = Background(red: 1, green: 0, blue: 255)
    shape.audioFormat = .opus
    shape.audioBitrate = 7
    shape.videoFormat = .webm
    var limits = MediaLimits()
    (limits.bytes, limits.pixels, limits.samples, limits.frames, limits.seconds) = (1, 2, 3, 4, 5.5)
    let request = MediaRequest(
      .decode, limits: limits, normalisation: shape, kind: .audio, span: 0.25...1e9)
    try Self.roundTrip(request, empty: MediaRequest(.facts))
    let picture = PictureFacts(orientation: 6, profile: "\u{e9}", colours: .cmyk, bits: 16, alpha: true)
    var facts = MediaFacts(
      kind: .video, type: "video/\u{e9}", width: 1, height: 2, duration: .infinity, rate: 4, channels: 5,
      frames: 6, picture: picture)
    facts.source = PictureFacts(animated: true)
    let error = MediaError(.noFrames, "\"\n\0 words")
    let answer = MediaAnswer(
      error: error, facts: facts, isAbsent: true, isSound: true, shape: DecodedShape())
    try Self.roundTrip(answer, empty: MediaAnswer())
    try Self.roundTrip(MediaAnswer(), empty: answer)
  }

  @Test func decodedMediaComeBackAsTheyWere() throws {
    let image = Image(width: 2, height: 1, pixels: [1, 2, 3, 4, 5, 6])
    for media: DecodedMedia in [
      .image(image), .audio(Sound(rate: 8000, channels: 2, samples: [0, -1, 0.5, .leastNonzeroMagnitude])),
      .audio(Sound(rate: 8000, channels: 1, samples: [])),
      .video(Clip(frames: [image, image], rateNumerator: 30000, rateDenominator: 1001)),
      .video(Clip(frames: [], rateNumerator: 1, rateDenominator: 1)),
    ] {
      let (shape, bytes) = DecodedShape.parts(of: media)
      #expect(shape.media(bytes) == media)
      #expect(shape.media(bytes + [0]) == nil)
    }
    // What a worker that lies could say of its bytes.
    var shape = DecodedShape()
    (shape.width, shape.height, shape.frames) = (1 << 40, 1 << 40, 1)
    #expect(shape.media([]) == nil)
    (shape.kind, shape.width, shape.height, shape.frames) = (.video, 0, 0, 1 << 60)
    #expect(shape.media([]) == nil)
    (shape.width, shape.height, shape.frames) = (-1, -1, 1)
    #expect(shape.media([1, 1, 1]) == nil)
    (shape.kind, shape.channels) = (.audio, -1)
    #expect(shape.media([]) == nil)
  }

  @Test func aMessageAnnouncesNoMoreThanThereCanBe() {
    #expect(WorkerMessage.counts(WorkerMessage.prefix(fields: 3, bytes: 1 << 40))?.bytes == 1 << 40)
    #expect(WorkerMessage.counts(WorkerMessage.prefix(fields: 1 << 20, bytes: 0)) == nil)
    #expect(WorkerMessage.counts(WorkerMessage.prefix(fields: -1, bytes: 0)) == nil)
    #expect(WorkerMessage.counts(WorkerMessage.prefix(fields: 0, bytes: -1)) == nil)
    #expect(WorkerMessage.counts([1, 2, 3]) == nil)
    #expect(WorkerMessage.read([9, 9, 9], empty: MediaRequest(.facts)) == nil)
  }
}
