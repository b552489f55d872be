import ByteStreams
import Media
import ShardFormat

/// Reads media, probes them or brings them to one shape: each source once, however many records use it and on however
/// many threads, and also when it is damaged.
///
/// It remembers what each source became, in about 150 bytes a source and its facts where they differ, and leaves the
/// bytes to `PreparedBytes`. What it remembers changes only the work done, never the result.
public final class MediaPreparation: Sendable {
  /// What becomes of a medium's bytes, and what they are. It may run on several threads at once, and must give equal
  /// results for equal bytes. A `MediaError` is remembered like a result; any other error is passed on.
  public typealias Decoding = @Sendable (_ bytes: [UInt8]) throws -> (bytes: [UInt8], facts: MediaFacts)

  /// The sound track of a clip, and what it is; nil when the clip has none. As for `Decoding`.
  public typealias TrackDecoding =
    @Sendable (_ bytes: [UInt8]) throws -> (bytes: [UInt8], facts: MediaFacts)?

  private let decode: Decoding
  /// Nil when sound tracks are not kept.
  private let decodeTrack: TrackDecoding?
  /// Media go into the shard as they came.
  private let keepsBytes: Bool
  /// The sound track of a clip is a medium of its own.
  public var keepsSoundTracks: Bool { decodeTrack != nil }
  private let limits: MediaLimits
  /// The bytes of what was prepared; may be shared by several preparations.
  public let prepared: PreparedBytes
  private let sources = Guarded(PreparedSources())
  private let once = OncePerKey()
  /// Of files of their own, so far.
  private let bytesRead = Guarded(0)
  var fileBytesRead: Int { bytesRead.withLock { $0 } }

  /// - Parameters:
  ///   - keepsBytes: `decode` gives back the bytes it was given.
  ///   - limits: only that of encoded bytes counts here.
  public init(
    keepsBytes: Bool, limits: MediaLimits = MediaLimits(), prepared: PreparedBytes = PreparedBytes(),
    soundTrack: TrackDecoding? = nil, decode: @escaping Decoding
  ) {
    self.keepsBytes = keepsBytes
    self.limits = limits
    self.prepared = prepared
    self.decode = decode
    decodeTrack = soundTrack
  }

  /// - Parameters:
  ///   - normalisation: nil keeps the bytes as they are.
  ///   - processing: who decodes.
  ///   - soundTracks: the shape of clips' sound tracks; nil leaves them out.
  public convenience init(
    _ normalisation: Normalisation?, by processing: any MediaProcessing, limits: MediaLimits = MediaLimits(),
    prepared: PreparedBytes = PreparedBytes(), soundTracks: Normalisation? = nil
  ) {
    var track: TrackDecoding?
    if let soundTracks {
      track = { raw in try processing.soundTrack(of: raw, soundTracks, limits: limits) }
    }
    self.init(
      keepsBytes: normalisation == nil, limits: limits, prepared: prepared, soundTrack: track
    ) { raw in
      if let normalisation { return try processing.normalised(raw, normalisation, limits: limits) }
      return (raw, try processing.facts(of: raw, limits: limits))
    }
  }

  /// The source holds other bytes than were asked for.
  public struct OtherBytes: Error {}

  /// A medium that lies in a file of its own.
  /// - Parameter digest: what the bytes of the file must have; anything when nil.
  /// - Throws: `OtherBytes`; `RowError` for what cannot be used.
  public func prepare(
    _ found: MediaLocator.Found, as kind: MediaKind, expecting digest: Digest? = nil
  ) throws -> PreparedMedium {
    try prepare(.file(found), as: kind, digest)
  }

  /// A medium that its row holds.
  /// - Parameter name: what the row calls it.
  public func prepare(
    _ bytes: [UInt8], named name: String?, as kind: MediaKind, expecting digest: Digest? = nil
  ) throws -> PreparedMedium {
    try prepare(.row(bytes, words: name ?? "the \(kind.rawValue)"), as: kind, digest)
  }

  /// The sound track of a clip; nil when sound tracks are not kept.
  public func soundTrack(of clip: MediaLocator.Found) throws -> PreparedTrack? {
    try soundTrack(of: .file(clip))
  }

  /// The same of a clip that its row holds.
  public func soundTrack(of clip: [UInt8], named name: String?) throws -> PreparedTrack? {
    try soundTrack(of: .row(clip, words: name ?? "the video"))
  }

  /// Takes over what another run made of a source. The bytes must be in `prepared`, or come from there.
  public func remember(_ key: Digest, _ digest: Digest, facts: CBOR) {
    guard let kind = facts["kind"]?.textValue.flatMap({ MediaKind(rawValue: $0) }) else { return }
    sources.withLock { $0.remember(key, digest, kind, facts) }
  }

  /// Takes over that a clip has no sound track.
  public func rememberAbsent(track key: Digest) { sources.withLock { $0.rememberAbsent(key) } }

  // MARK: Sources

  private func bytes(of origin: MediumOrigin) throws -> [UInt8] {
    switch origin {
    case .row(let bytes, _, _): return bytes
    case .file(let found):
      let bytes = try found.bytes(limit: limits.bytes)
      bytesRead.withLock { $0 += bytes.count }
      return bytes
    }
  }

  private func prepare(
    _ origin: MediumOrigin, as kind: MediaKind, _ expected: Digest?
  ) throws -> PreparedMedium {
    // What was expected belongs to the key: a source that is remembered has been compared.
    let key = origin.key((keepsBytes ? "keep" : "shape") + (expected.map { " \($0.hex)" } ?? ""))
    let medium: PreparedMedium
    do {
      medium = try once.run(key) {
        if case .medium(let medium)? = try recalled(key) { return medium }
        return try noting(key) {
          let raw = try bytes(of: origin)
          let digest = origin.digest ?? (expected == nil ? nil : SHA256.hash(raw))
          if let expected, digest != expected { throw OtherBytes() }
          let medium = taken(key, try decode(raw), digest: keepsBytes ? digest : nil)
          if kind == .video, medium.kind == kind, keepsSoundTracks {
            // Now that its bytes are here. What is wrong with the track is told when it is asked for.
            do { _ = try track(of: origin) { raw } } catch is MediaError {}
          }
          return medium
        }
      }
    } catch let error as MediaError {
      throw RowError(
        field: "", what: "\(origin.words): \(error.reason.words): \(error.detail)",
        kind: "\(kind.rawValue) \(error.reason.words)")
    }
    guard medium.kind == kind else {
      throw RowError(
        field: "", what: "\(origin.words): holds \(medium.kind.rawValue), not \(kind.rawValue)",
        kind: "\(kind.rawValue) of another kind")
    }
    return medium
  }

  private func soundTrack(of origin: MediumOrigin) throws -> PreparedTrack? {
    guard keepsSoundTracks else { return nil }
    do { return try track(of: origin) { try bytes(of: origin) } } catch let error as MediaError {
      throw RowError(
        field: "", what: "\(origin.words): its sound track: \(error.reason.words): \(error.detail)",
        kind: "sound track \(error.reason.words)")
    }
  }

  /// Not told apart by the clip it became: clips with equal pictures may sound different.
  private func track(of origin: MediumOrigin, _ read: () throws -> [UInt8]) throws -> PreparedTrack {
    let key = origin.key("track")
    return try once.run(key) {
      switch try recalled(key) {
      case .medium(let medium)?: return .sound(medium)
      case .absent?: return .absent(key: key)
      case nil: break
      }
      return try noting(key) {
        if let made = try decodeTrack?(read()) { return .sound(taken(key, made)) }
        rememberAbsent(track: key)
        return .absent(key: key)
      }
    }
  }

  // MARK: Memory

  private enum Recalled {
    case medium(PreparedMedium)
    case absent
  }

  /// What the source became before; nil when that is unknown, or its bytes are gone.
  private func recalled(_ key: Digest) throws -> Recalled? {
    guard let (known, facts) = sources.withLock({ $0.recall(key) }) else { return nil }
    switch known {
    case .bad(let error): throw error
    case .absent: return .absent
    case .medium(let digest, let kind, _):
      var bytes: [UInt8]?
      switch prepared.presence(digest) {
      case .here(let found): bytes = found
      case .kept: break
      case .gone: return nil
      }
      return .medium(PreparedMedium(digest: digest, bytes: bytes, kind: kind, facts: facts, key: key))
    }
  }

  /// What a source became.
  /// - Parameter digest: of its bytes, when that is known already.
  private func taken(
    _ key: Digest, _ made: (bytes: [UInt8], facts: MediaFacts), digest: Digest? = nil
  ) -> PreparedMedium {
    let medium = PreparedMedium(
      digest: digest ?? SHA256.hash(made.bytes), bytes: made.bytes, kind: made.facts.kind,
      facts: made.facts.cbor,
      key: key)
    prepared.keep(medium.digest, made.bytes)
    remember(key, medium.digest, facts: medium.facts)
    return medium
  }

  /// Remembers what is wrong with a source.
  private func noting<Result>(_ key: Digest, _ work: () throws -> Result) throws -> Result {
    do { return try work() } catch let error as MediaError {
      sources.withLock { $0.remember(key, error) }
      throw error
    }
  }
}
