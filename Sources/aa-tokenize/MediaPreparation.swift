import Media
import MediaTokenization

/// Bytes of any medium to the size and rate of the codec.
struct MediaPreparation: Sendable {
  let codecs: MediaCodecSet
  /// Who decodes.
  let processing: any MediaProcessing
  var limits = MediaLimits()

  /// The decoded medium as the codec wants it. A time span cuts sounds and clips.
  /// - Throws: `MediaError`; any other error ends the run.
  func prepare(_ bytes: [UInt8], kind: MediaKind, span: ClosedRange<Double>? = nil) throws -> DecodedMedia {
    try processing.decoded(bytes, kind: kind, span: span, codecs.normalisation, limits: limits)
  }
}
