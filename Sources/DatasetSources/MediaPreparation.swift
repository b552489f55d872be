import ByteStreams
import Media
import PreferenceRecords
import ShardFormat

/// A medium as it goes into a shard.
public struct PreparedMedium: Sendable {
  public var digest: Digest
  public var bytes: [UInt8]
  public var kind: MediaKind
  public var facts: CBOR
}

/// Reads media, has them probed or brought to one shape, and remembers the results while they fit the memory given. Those
/// who want one medium at the same time wait for one result.
///
/// What it remembers changes only the work done, never the result.
public final class MediaPreparation: Sendable {
  private let normalisation: Normalisation?
  /// Media go into the shard as they came.
  public var keepsBytes: Bool { normalisation == nil }
  private let processing: any MediaProcessing
  private let limits: MediaLimits
  /// Failures too: a medium that hangs its decoder shall do so once.
  private let prepared: SharedWork<String, Result<PreparedMedium, RowError>>

  /// - Parameters:
  ///   - normalisation: nil keeps the bytes as they are.
  ///   - processing: who decodes.
  ///   - budget: bytes of results to remember.
  public init(
    _ normalisation: Normalisation?, by processing: any MediaProcessing, limits: MediaLimits = MediaLimits(),
    budget: Int = 128 << 20
  ) {
    self.normalisation = normalisation
    self.processing = processing
    self.limits = limits
    prepared = SharedWork(budget: budget)
  }

  public func prepare(_ found: MediaLocator.Found, as kind: MediaKind) throws -> PreparedMedium {
    let medium = try prepared.value(found.key, size: { Self.size($0) }) {
      do { return .success(try prepare(found)) } catch let error as MediaError {
        return .failure(
          RowError(field: "", what: "\(found.words): \(error.reason.words): \(error.detail)"))
      }
    }.get()
    guard medium.kind == kind else {
      throw RowError(field: "", what: "\(found.words): holds \(medium.kind.rawValue), not \(kind.rawValue)")
    }
    return medium
  }

  private static func size(_ result: Result<PreparedMedium, RowError>) -> Int {
    switch result {
    case .success(let medium): medium.bytes.count
    case .failure(let error): error.what.utf8.count
    }
  }

  private func prepare(_ found: MediaLocator.Found) throws -> PreparedMedium {
    let raw = try found.bytes(limit: limits.bytes)
    if let normalisation {
      let (bytes, facts) = try processing.normalised(raw, normalisation, limits: limits)
      return PreparedMedium(digest: SHA256.hash(bytes), bytes: bytes, kind: facts.kind, facts: facts.cbor)
    }
    let facts = try processing.facts(of: raw, limits: limits)
    return PreparedMedium(digest: SHA256.hash(raw), bytes: raw, kind: facts.kind, facts: facts.cbor)
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
    return .object(map)
  }
}
