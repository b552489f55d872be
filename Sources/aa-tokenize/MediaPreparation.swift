import Media
import MediaCodecs
import MediaTokenization

/// Bytes of any medium to the size and rate of the codec.
struct MediaPreparation: Sendable {
  let codecs: MediaCodecSet

  /// The decoded medium as the codec wants it. A time span cuts sounds and clips.
  /// - Throws: `MediaError`.
  func prepare(_ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>? = nil) throws -> DecodedMedia {
    try MediaNormaliser.decoded(bytes, kind: kind, span: span, codecs.normalisation)
  }
}
