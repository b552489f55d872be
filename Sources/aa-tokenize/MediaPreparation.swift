import Media
import MediaCodecs
import MediaTokenization
import PreferenceRecords

/// Bytes of any medium to the size and rate of the codec.
struct MediaPreparation: Sendable {
  let codecs: MediaCodecSet

  /// The decoded medium as the codec wants it. A time span cuts sounds and clips.
  /// - Throws: `MediaError`.
  func prepare(_ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>? = nil) throws -> DecodedMedia {
    var shape = Normalisation()
    switch kind {
    case .image:
      let size = codecs.image.parameters.size
      shape.imageSize = size
      return .image(try Normaliser.image(try MediaDecoder.image(bytes, atLeast: (size, size)), shape))
    case .audio:
      shape.audioRate = codecs.sound.parameters.rate
      shape.audioChannels = 1
      return .audio(try Normaliser.audio(cut(try MediaDecoder.audio(bytes), span), shape))
    case .video:
      shape.videoSize = codecs.clip.parameters.image.size
      // Enough pictures to choose evenly from, and few enough to hold.
      let clip = try MediaDecoder.video(bytes, maxFrames: 16 * codecs.clip.parameters.frames)
      return .video(try Normaliser.video(cut(clip, span), shape))
    }
  }

  private func cut(_ sound: Sound, _ span: ClosedRange<Double>?) -> Sound {
    guard let span else { return sound }
    let frames = range(span, rate: Double(sound.rate), count: sound.frames)
    let samples = sound.samples[frames.lowerBound * sound.channels..<frames.upperBound * sound.channels]
    return Sound(rate: sound.rate, channels: sound.channels, samples: Array(samples))
  }

  private func cut(_ clip: Clip, _ span: ClosedRange<Double>?) -> Clip {
    guard let span else { return clip }
    var cut = clip
    cut.frames = Array(clip.frames[range(span, rate: clip.framesPerSecond, count: clip.frames.count)])
    return cut
  }

  /// Indexes that a span covers, at least one where there is any.
  private func range(_ span: ClosedRange<Double>, rate: Double, count: Int) -> Range<Int> {
    func index(_ seconds: Double) -> Int { Int(min(max((seconds * rate).rounded(), 0), Double(count))) }
    let first = min(index(span.lowerBound), max(0, count - 1))
    return first..<min(count, max(index(span.upperBound), first + 1))
  }
}
