import ByteStreams
import Media
import MediaCodecs
import PreferenceRecords
import ShardFormat

/// A medium as it goes into a shard.
public struct PreparedMedium: Sendable {
  public var digest: Digest
  public var bytes: [UInt8]
  public var kind: MediaKind
  public var facts: CBOR
}

/// Reads media, probes them or brings them to one shape, and remembers the results while they fit the memory given.
///
/// What it remembers changes only the work done, never the result.
public final class MediaPreparation: Sendable {
  private struct Memory {
    var media: [String: PreparedMedium] = [:]
    var order: [String] = []
    var head = 0
    var bytes = 0
  }

  private let normalisation: Normalisation?
  /// Media go into the shard as they came.
  public var keepsBytes: Bool { normalisation == nil }
  private let limits: MediaLimits
  private let budget: Int
  private let memory = Guarded(Memory())

  /// - Parameters:
  ///   - normalisation: nil keeps the bytes as they are.
  ///   - budget: bytes of results to remember.
  public init(_ normalisation: Normalisation?, limits: MediaLimits = MediaLimits(), budget: Int = 128 << 20) {
    self.normalisation = normalisation
    self.limits = limits
    self.budget = budget
  }

  /// A medium that lies in a file of its own.
  public func prepare(_ found: MediaLocator.Found, as kind: MediaKind) throws -> PreparedMedium {
    try prepare(key: found.key, words: found.words, as: kind) { try found.bytes(limit: limits.bytes) }
  }

  /// A medium that its row holds.
  /// - Parameter name: what the row calls it.
  public func prepare(_ bytes: [UInt8], named name: String?, as kind: MediaKind) throws -> PreparedMedium {
    try prepare(key: "\0" + SHA256.hash(bytes).hex, words: name ?? "the \(kind.rawValue)", as: kind) { bytes }
  }

  private func prepare(
    key: String, words: String, as kind: MediaKind, read: () throws -> [UInt8]
  ) throws -> PreparedMedium {
    let medium = try prepared(key: key, words: words, read: read)
    guard medium.kind == kind else {
      throw RowError(field: "", what: "\(words): holds \(medium.kind.rawValue), not \(kind.rawValue)")
    }
    return medium
  }

  private func prepared(key: String, words: String, read: () throws -> [UInt8]) throws -> PreparedMedium {
    if let known = memory.withLock({ $0.media[key] }) { return known }
    let raw = try read()
    let medium: PreparedMedium
    do {
      if let normalisation {
        let (bytes, facts) = try MediaNormaliser.normalise(raw, normalisation, limits: limits)
        medium = PreparedMedium(digest: SHA256.hash(bytes), bytes: bytes, kind: facts.kind, facts: facts.cbor)
      } else {
        let facts = try MediaProbe.facts(of: raw, limits: limits)
        medium = PreparedMedium(digest: SHA256.hash(raw), bytes: raw, kind: facts.kind, facts: facts.cbor)
      }
    } catch {
      throw RowError(field: "", what: "\(words): \(error.reason.words): \(error.detail)")
    }
    memory.withLock { memory in
      guard memory.media[key] == nil, medium.bytes.count <= budget else { return }
      memory.media[key] = medium
      memory.order.append(key)
      memory.bytes += medium.bytes.count
      while memory.bytes > budget, memory.head < memory.order.count {
        if let old = memory.media.removeValue(forKey: memory.order[memory.head]) {
          memory.bytes -= old.bytes.count
        }
        memory.head += 1
      }
      if memory.head > 4096 {
        memory.order.removeFirst(memory.head)
        memory.head = 0
      }
    }
    return medium
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
