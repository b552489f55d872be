import Media
import MediaTokenization

/// One vocabulary for all modalities: text first, then the special tokens, then a range for each kind of media code.
///
/// A layout is a pure function of what it is made from, so equal descriptions mean equal token ids.
public struct VocabularyLayout: Sendable, Equatable {
  /// Tokens that are neither text nor media. Their ids follow the text in this order, without those that a model's
  /// tokenizer has itself.
  public enum Special: String, Sendable, CaseIterable {
    /// Never written: there for tools that ask for an id to pad with.
    case pad
    /// Begins a prompt.
    case bos
    /// Ends a candidate.
    case eos
    case system, user, assistant
    case imageBegin = "image_begin"
    case imageEnd = "image_end"
    case audioBegin = "audio_begin"
    case audioEnd = "audio_end"
    case videoBegin = "video_begin"
    case videoEnd = "video_end"

  }

  /// What the text tokens are.
  public enum Text: Sendable, Equatable {
    /// Token b is the byte b of UTF-8.
    case bytes
    /// The bytes of a Hugging Face `tokenizer.json` and the number of its tokens.
    case tokenizerFile(json: [UInt8], size: Int)
    /// A file of another form, with the name that says how tiktoken's are read.
    case file(name: String, bytes: [UInt8], size: Int)
    /// A model's own tokenizer, with its chat template.
    case chat(ChatVocabulary)

    public var size: Int {
      switch self {
      case .bytes: 256
      case .tokenizerFile(_, let size), .file(_, _, let size): size
      case .chat(let vocabulary): vocabulary.size
      }
    }

    /// The special tokens that are among the text's ids.
    var own: [Special: UInt32] {
      if case .chat(let vocabulary) = self { vocabulary.own } else { [:] }
    }
  }

  /// A run of ids that one kind of media code owns.
  public struct Range: Sendable, Equatable {
    /// "image.0", "audio.gain", "video.1", …
    public var name: String
    public var base: Int
    public var size: Int
  }

  public let text: Text
  public let media: MediaCodecParameters
  /// Ranges of each medium in the order of its codec's `CodeShape.ranges`. A video slot that holds the same
  /// coefficients as an image slot shares its range: what is learned of one is known of the other.
  public let imageRanges: [Range]
  public let audioRanges: [Range]
  public let videoRanges: [Range]
  /// All ids are 0 ..< size.
  public let size: Int
  let patterns: [MediaKind: [Int]]
  private let specials: [Special: UInt32]
  private let specialOf: [UInt32: Special]

  public init(text: Text = .bytes, media: MediaCodecParameters = MediaCodecParameters()) {
    self.text = text
    self.media = media
    var next = text.size
    var specials = text.own
    for special in Special.allCases where specials[special] == nil {
      specials[special] = UInt32(next)
      next += 1
    }
    self.specials = specials
    // Where a tokenizer has one token for two, it is the first.
    specialOf = Dictionary(
      Special.allCases.compactMap { special in specials[special].map { ($0, special) } },
      uniquingKeysWith: { first, _ in first })
    func place(_ shape: CodeShape) -> [Range] {
      shape.ranges.map { range in
        defer { next += range.size }
        return Range(name: range.name, base: next, size: range.size)
      }
    }
    let image = place(media.image.shape())
    audioRanges = place(media.sound.shape)
    var video: [Range] = []
    for (slot, range) in media.clip.shape.ranges.enumerated() {
      let coefficients = media.clip.image.slots[slot]
      if let twin = media.image.slots.firstIndex(of: coefficients) {
        video.append(Range(name: range.name, base: image[twin].base, size: range.size))
      } else {
        video += place(CodeShape(ranges: [range], pattern: [0]))
      }
    }
    imageRanges = image
    videoRanges = video
    size = next
    patterns = [
      .image: media.image.shape().pattern, .audio: media.sound.shape.pattern,
      .video: media.clip.shape.pattern,
    ]
  }

  /// The id of a special token.
  public func id(_ special: Special) -> UInt32 { specials[special] ?? 0 }

  /// The special token of an id; nil for text and media.
  public func special(_ id: UInt32) -> Special? { specialOf[id] }

  public func ranges(_ kind: MediaKind) -> [Range] {
    switch kind {
    case .image: imageRanges
    case .audio: audioRanges
    case .video: videoRanges
    }
  }

  /// The mark before a medium's codes.
  public func begin(_ kind: MediaKind) -> UInt32 {
    switch kind {
    case .image: id(.imageBegin)
    case .audio: id(.audioBegin)
    case .video: id(.videoBegin)
    }
  }

  /// The mark after a medium's codes.
  public func end(_ kind: MediaKind) -> UInt32 {
    switch kind {
    case .image: id(.imageEnd)
    case .audio: id(.audioEnd)
    case .video: id(.videoEnd)
    }
  }

  /// Vocabulary ids of a codec's codes, without marks.
  /// - Precondition: the codes come from the codec of this layout.
  public func ids(_ codes: [UInt32], kind: MediaKind) -> [UInt32] {
    let bases = ranges(kind).map { UInt32($0.base) }
    let pattern = patterns[kind] ?? [0]
    var slot = 0
    return codes.map { code in
      defer { slot = slot + 1 == pattern.count ? 0 : slot + 1 }
      return bases[pattern[slot]] &+ code
    }
  }

  /// Codes of a medium's ids, without marks.
  /// - Throws: outOfRange when an id does not lie in the range of its place.
  public func codes(_ ids: [UInt32], kind: MediaKind) throws(MediaTokenError) -> [UInt32] {
    let ranges = ranges(kind)
    let pattern = patterns[kind] ?? [0]
    var codes: [UInt32] = []
    codes.reserveCapacity(ids.count)
    for (i, id) in ids.enumerated() {
      let range = ranges[pattern[i % pattern.count]]
      guard Int(id) >= range.base, Int(id) < range.base + range.size else {
        throw MediaTokenError(
          .outOfRange, "token \(i) of the \(kind.rawValue) is \(id), which is not in \(range.name)")
      }
      codes.append(id - UInt32(range.base))
    }
    return codes
  }
}
