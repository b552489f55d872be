import ByteStreams
import Media
import ShardFormat

/// What each source of a medium became.
struct PreparedSources {
  enum Known {
    /// `facts` is a place in the list of facts.
    case medium(digest: Digest, kind: MediaKind, facts: Int)
    case bad(MediaError)
    /// The sound track of a clip that has none.
    case absent
  }

  private var known: [Digest: Known] = [:]
  /// As CBOR. They recur: media of one shape have the same.
  private var facts: [[UInt8]] = []
  private var factPlaces: [[UInt8]: Int] = [:]

  mutating func remember(_ key: Digest, _ digest: Digest, _ kind: MediaKind, _ facts: CBOR) {
    let encoded = facts.encode()
    let place = factPlaces[encoded] ?? self.facts.count
    if place == self.facts.count {
      factPlaces[encoded] = place
      self.facts.append(encoded)
    }
    known[key] = .medium(digest: digest, kind: kind, facts: place)
  }

  mutating func remember(_ key: Digest, _ error: MediaError) { known[key] = .bad(error) }

  mutating func rememberAbsent(_ key: Digest) { known[key] = .absent }

  func recall(_ key: Digest) -> (Known, CBOR)? {
    guard let known = known[key] else { return nil }
    guard case .medium(_, _, let place) = known else { return (known, .null) }
    guard let facts = try? CBOR.decode(facts[place]) else { return nil }
    return (known, facts)
  }
}
