import Media
import MediaTokenization

/// Tokens of a medium back to something to look at or listen to.
public struct MediaDetokenizer: Sendable {
  public let layout: VocabularyLayout
  private let codecs: MediaCodecSet

  public init(layout: VocabularyLayout) {
    self.layout = layout
    codecs = MediaCodecSet(layout.media)
  }

  /// - Parameter ids: vocabulary ids between a medium's marks, marks not included.
  /// - Throws: `MediaTokenError` wrongCount, outOfRange.
  public func media(_ ids: [UInt32], kind: MediaKind) throws(MediaTokenError) -> DecodedMedia {
    try codecs.decode(try layout.codes(ids, kind: kind), kind: kind)
  }

  /// The medium at a span of a group.
  /// - Throws: as above; outOfRange when the span has no marks or lies outside the group.
  public func media(_ group: TokenGroup, _ span: TokenGroup.MediaSpan) throws(MediaTokenError) -> DecodedMedia
  {
    guard let kind = MediaKind(rawValue: span.kind), span.count >= 2, span.start >= 0,
      span.start <= group.tokens.count - span.count
    else { throw MediaTokenError(.outOfRange, "the medium lies outside its group") }
    return try media(Array(group.tokens[span.start + 1..<span.start + span.count - 1]), kind: kind)
  }
}
