import Media

/// The parameters of all three codecs: what a tokenizer description stores.
public struct MediaCodecParameters: Sendable, Equatable {
  public var image: ImageCodecParameters
  public var sound: SoundCodecParameters
  public var clip: ClipCodecParameters

  public init(
    image: ImageCodecParameters = .rate(2, size: 64), sound: SoundCodecParameters = .rate(1),
    clip: ClipCodecParameters = .rate(2, size: 32)
  ) {
    self.image = image
    self.sound = sound
    self.clip = clip
  }
}

/// The three codecs, built once and shared by every thread.
public struct MediaCodecSet: Sendable {
  public let image: ImageCodec
  public let sound: SoundCodec
  public let clip: ClipCodec

  public init(_ parameters: MediaCodecParameters) {
    image = ImageCodec(parameters.image)
    sound = SoundCodec(parameters.sound)
    clip = ClipCodec(parameters.clip)
  }

  public var parameters: MediaCodecParameters {
    MediaCodecParameters(image: image.parameters, sound: sound.parameters, clip: clip.parameters)
  }

  /// How media are brought to what the codecs take.
  public var normalisation: Normalisation {
    var shape = Normalisation()
    shape.imageSize = image.parameters.size
    shape.audioRate = sound.parameters.rate
    shape.audioChannels = 1
    shape.videoSize = clip.parameters.image.size
    // Enough pictures to choose evenly from, and few enough to hold.
    shape.videoFrames = 16 * clip.parameters.frames
    return shape
  }

  public func shape(_ kind: MediaKind) -> CodeShape {
    switch kind {
    case .image: image.shape
    case .audio: sound.shape
    case .video: clip.shape
    }
  }

  /// Codes of a medium that has been brought to the codec's size and rate.
  /// - Throws: wrongSize, empty.
  public func encode(_ media: DecodedMedia) throws(MediaTokenError) -> [UInt32] {
    switch media {
    case .image(let picture): try image.encode(picture)
    case .audio(let noise): try sound.encode(noise)
    case .video(let film): try clip.encode(film)
    }
  }

  /// The medium that codes stand for.
  /// - Throws: wrongCount, outOfRange.
  public func decode(_ codes: [UInt32], kind: MediaKind) throws(MediaTokenError) -> DecodedMedia {
    switch kind {
    case .image: .image(try image.decode(codes))
    case .audio: .audio(try sound.decode(codes))
    case .video: .video(try clip.decode(codes))
    }
  }
}
