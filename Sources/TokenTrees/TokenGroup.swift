import ByteStreams

/// One record as tokens: a tree whose root is the prompt and whose branches are the candidates.
///
/// The prompt's tokens stand first, then each candidate's; a candidate sees the prompt and itself. Nothing is padded.
public struct TokenGroup: Sendable, Equatable {
  public struct Segment: Sendable, Equatable {
    /// Index into the group's tokens.
    public var start: Int
    public var count: Int
    /// Index of the segment that this one continues; nil for the root.
    public var parent: Int?
    public var role: Role
    public init(start: Int, count: Int, parent: Int?, role: Role) {
      self.start = start
      self.count = count
      self.parent = parent
      self.role = role
    }
  }

  public enum Role: UInt8, Sendable { case prompt = 0, candidate = 1 }

  /// Segments by index: `winner` was preferred to `loser`.
  public struct Pair: Sendable, Equatable {
    public var winner: Int
    public var loser: Int
    public init(winner: Int, loser: Int) {
      self.winner = winner
      self.loser = loser
    }
  }

  /// The tokens of one medium, its begin and end marks included. Nothing may cut it.
  public struct MediaSpan: Sendable, Equatable {
    public var start: Int
    public var count: Int
    /// "image", "audio" or "video".
    public var kind: String
    /// SHA-256 of the medium's bytes.
    public var digest: Digest
    public init(start: Int, count: Int, kind: String, digest: Digest) {
      self.start = start
      self.count = count
      self.kind = kind
      self.digest = digest
    }
  }

  /// Digest of the record's CBOR.
  public var record: Digest
  /// Modality key, such as `ti2t`.
  public var modality: String
  /// First eight bytes of SHA-256 over the prompt's text and media digests: records that share a prompt share this.
  public var cluster: UInt64
  public var tokens: [UInt32]
  public var segments: [Segment]
  /// One per token: 1 where the token is part of a response and counts in a likelihood, 0 elsewhere.
  public var lossMask: [UInt8]
  public var pairs: [Pair]
  public var mediaSpans: [MediaSpan]
  /// log p of each token under the reference model, 0 where the loss mask is 0; nil until `aa-eval logprobs` wrote it.
  public var referenceLogProbabilities: [Float]?

  public init(
    record: Digest, modality: String, cluster: UInt64, tokens: [UInt32], segments: [Segment],
    lossMask: [UInt8],
    pairs: [Pair], mediaSpans: [MediaSpan], referenceLogProbabilities: [Float]? = nil
  ) {
    self.record = record
    self.modality = modality
    self.cluster = cluster
    self.tokens = tokens
    self.segments = segments
    self.lossMask = lossMask
    self.pairs = pairs
    self.mediaSpans = mediaSpans
    self.referenceLogProbabilities = referenceLogProbabilities
  }
}
