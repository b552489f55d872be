import ByteStreams
import Media
import PreferenceRecords
import ShardFormat

/// A medium as it goes into a shard.
public struct PreparedMedium: Sendable {
  public var digest: Digest
  /// Nil when it was prepared before and its bytes are no longer in memory: `MediaPreparation.bytes` has them.
  public var bytes: [UInt8]?
  public var kind: MediaKind
  public var facts: CBOR
  /// Names its source: the same source, the same medium.
  public var key: Digest
}

/// Reads media, probes them or brings them to one shape: each source once, however many records use it and on however
/// many threads, and also when it is damaged.
///
/// It remembers what each source became, in about 150 bytes a source and its facts where they differ, and leaves the
/// bytes to `PreparedBytes`. What it remembers changes only the work done, never the result.
public final class MediaPreparation: Sendable {
  /// What becomes of a medium's bytes, and what they are. It may run on several threads at once, and must give equal
  /// results for equal bytes. A `MediaError` is remembered like a result; any other error is passed on.
  public typealias Decoding = @Sendable (_ bytes: [UInt8]) throws -> (bytes: [UInt8], facts: MediaFacts)

  private let decode: Decoding
  /// Media go into the shard as they came.
  public let keepsBytes: Bool
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
    decode: @escaping Decoding
  ) {
    self.keepsBytes = keepsBytes
    self.limits = limits
    self.prepared = prepared
    self.decode = decode
  }

  /// - Parameters:
  ///   - normalisation: nil keeps the bytes as they are.
  ///   - processing: who decodes.
  public convenience init(
    _ normalisation: Normalisation?, by processing: any MediaProcessing, limits: MediaLimits = MediaLimits(),
    prepared: PreparedBytes = PreparedBytes()
  ) {
    self.init(keepsBytes: normalisation == nil, limits: limits, prepared: prepared) { raw in
      if let normalisation { return try processing.normalised(raw, normalisation, limits: limits) }
      return (raw, try processing.facts(of: raw, limits: limits))
    }
  }

  /// A medium that lies in a file of its own.
  public func prepare(_ found: MediaLocator.Found, as kind: MediaKind) throws -> PreparedMedium {
    let key = key("file", Array(found.key.utf8))
    return try prepare(key: key, words: found.words, as: kind) {
      let bytes = try found.bytes(limit: limits.bytes)
      bytesRead.withLock { $0 += bytes.count }
      return bytes
    }
  }

  /// A medium that its row holds.
  /// - Parameter name: what the row calls it.
  public func prepare(_ bytes: [UInt8], named name: String?, as kind: MediaKind) throws -> PreparedMedium {
    let digest = SHA256.hash(bytes)
    let key = key("bytes", digest.bytes)
    return try prepare(key: key, words: name ?? "the \(kind.rawValue)", as: kind, read: digest) { bytes }
  }

  private func key(_ place: String, _ name: [UInt8]) -> Digest {
    SHA256.hash(Array("\(keepsBytes ? "keep" : "shape") \(place) ".utf8) + name)
  }

  /// Takes over what another run made of a source. The bytes must be in `prepared`, or come from there.
  public func remember(_ key: Digest, _ digest: Digest, facts: CBOR) {
    guard let kind = facts["kind"]?.textValue.flatMap({ MediaKind(rawValue: $0) }) else { return }
    sources.withLock { $0.remember(key, digest, kind, facts) }
  }

  private func prepare(
    key: Digest, words: String, as kind: MediaKind, read digest: Digest? = nil, _ read: () throws -> [UInt8]
  ) throws -> PreparedMedium {
    let medium: PreparedMedium
    do {
      medium = try once.run(key) { try recalled(key) ?? decoded(key, digest, read) }
    } catch let error as MediaError {
      throw RowError(
        field: "", what: "\(words): \(error.reason.words): \(error.detail)",
        kind: "\(kind.rawValue) \(error.reason.words)")
    }
    guard medium.kind == kind else {
      throw RowError(
        field: "", what: "\(words): holds \(medium.kind.rawValue), not \(kind.rawValue)",
        kind: "\(kind.rawValue) of another kind")
    }
    return medium
  }

  /// What the source became before; nil when that is unknown, or its bytes are gone.
  private func recalled(_ key: Digest) throws -> PreparedMedium? {
    guard let (known, facts) = sources.withLock({ $0.recall(key) }) else { return nil }
    switch known {
    case .bad(let error): throw error
    case .medium(let digest, let kind, _):
      var bytes: [UInt8]?
      switch prepared.presence(digest) {
      case .here(let found): bytes = found
      case .kept: break
      case .gone: return nil
      }
      return PreparedMedium(digest: digest, bytes: bytes, kind: kind, facts: facts, key: key)
    }
  }

  /// - Parameter digest: of what `read` gives, when that is known already.
  private func decoded(
    _ key: Digest, _ digest: Digest?, _ read: () throws -> [UInt8]
  ) throws -> PreparedMedium {
    do {
      let (bytes, facts) = try decode(try read())
      let medium = PreparedMedium(
        digest: (keepsBytes ? digest : nil) ?? SHA256.hash(bytes), bytes: bytes, kind: facts.kind,
        facts: facts.cbor, key: key)
      prepared.keep(medium.digest, bytes)
      remember(key, medium.digest, facts: medium.facts)
      return medium
    } catch let error as MediaError {
      sources.withLock { $0.remember(key, error) }
      throw error
    }
  }
}

extension MediaError.Reason {
  /// In words for a message.
  var words: String {
    switch self {
    case .unrecognised: "not a medium that is known"
    case .truncated: "cut short"
    case .corrupt: "damaged"
    case .empty: "empty"
    case .tooLarge: "too large"
    case .unsupported: "not supported"
    case .noFrames: "no frames"
    case .crashed, .tookTooLong, .outOfMemory: "not decoded"
    case .notFetched: "not fetched"
    }
  }
}

extension MediaFacts {
  /// The facts as a blob's directory holds them: only what is known.
  public var cbor: CBOR {
    var map: [String: CBOR] = ["kind": .text(kind.rawValue), "type": .text(type)]
    map["width"] = width.map { .integer($0) }
    map["height"] = height.map { .integer($0) }
    map["duration"] = duration.map { .double($0) }
    map["rate"] = rate.map { .integer($0) }
    map["channels"] = channels.map { .integer($0) }
    map["frames"] = frames.map { .integer($0) }
    map["picture"] = picture.map { $0.cbor }
    map["source"] = source.map { $0.cbor }
    return .object(map)
  }
}
