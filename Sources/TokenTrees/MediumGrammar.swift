import Media
import MediaTokenization

/// Which token rows are a medium of one kind: units of a fixed pattern, each place with its own run of ids, between a
/// begin and an end mark. Every such row decodes.
public struct MediumGrammar: Sendable, Equatable {
  public let kind: MediaKind
  public let begin: UInt32
  public let end: UInt32
  /// Whole units that a medium may have. An image or clip has one number of them; a sound has at least the two frames
  /// that make its first samples, and at most those that tokenizing it again would keep.
  public let units: ClosedRange<Int>
  /// The ids of each place of a unit.
  public let places: [Range<Int>]

  public init(_ layout: VocabularyLayout, _ kind: MediaKind) {
    self.kind = kind
    begin = layout.begin(kind)
    end = layout.end(kind)
    let ranges = layout.ranges(kind)
    places = (layout.patterns[kind] ?? [0]).map { ranges[$0].base..<ranges[$0].base + ranges[$0].size }
    switch kind {
    case .image: units = Self.exactly(layout.media.image.tokens / places.count)
    case .video: units = Self.exactly(layout.media.clip.tokens / places.count)
    case .audio: units = 2...max(2, layout.media.sound.longest / layout.media.sound.hop + 1)
    }
  }

  private static func exactly(_ count: Int) -> ClosedRange<Int> { count...count }

  /// Tokens of the shortest medium, marks included.
  public var shortest: Int { units.lowerBound * places.count + 2 }
}
