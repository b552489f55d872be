import ByteStreams
import PreferenceRecords
import ShardFormat

/// Keeps the first of equal records. Memory: about 50 bytes a record.
public final class Deduplication: Routing {
  private var seen: Set<Digest> = []
  private let onDuplicate: (Digest, String?) -> Void

  /// - Parameter onDuplicate: told the digest, and the identifier when it is a record.
  public init(onDuplicate: @escaping (Digest, String?) -> Void) { self.onDuplicate = onDuplicate }

  public func output(for record: ReadRecord) -> Int? { choose(record.item.digest, record.content.id) }
  public func output(forGroup record: Digest, modality: String) -> Int? { choose(record, nil) }

  private func choose(_ digest: Digest, _ id: String?) -> Int? {
    if seen.insert(digest).inserted { return 0 }
    onDuplicate(digest, id)
    return nil
  }
}

/// META of the members of several shards as that of one.
public struct MetaUnion {
  private var members: [(file: String, meta: ShardMeta)] = []
  private var largestFrame = 0
  private var blobWindow = 0
  private static let key = "merged_chains"

  public init() {}

  /// - Throws: `EditError` when the member does not go with those before.
  public mutating func add(_ member: Member, of file: String) throws(EditError) {
    if let first = members.first {
      let (a, b) = (first.meta.profile, member.meta.profile)
      guard a == b else {
        throw EditError(
          "\(file): a shard of \(b.rawValue), but \(first.file) is one of \(a.rawValue); merge equal ones")
      }
      guard first.meta.tokenizer == member.meta.tokenizer else {
        throw EditError(
          "\(file): was tokenized differently from \(first.file); tokenize both with the same options")
      }
    }
    members.append((file, member.meta))
    largestFrame = max(largestFrame, member.preamble.largestFrame)
    blobWindow = max(blobWindow, member.preamble.blobWindow)
  }

  /// Sources: each once. Chain: what all members have in common from the first program on; when they differ behind
  /// that, `merged_chains` holds each different chain whole. Of other keys the first member's value counts.
  public var united: ShardEdit.United? {
    guard var meta = members.first?.meta else { return nil }
    var chains: [CBOR] = []
    for (_, other) in members {
      for source in other.sources where !meta.sources.contains(source) { meta.sources.append(source) }
      let common = zip(meta.chain, other.chain).prefix { $0 == $1 }.count
      meta.chain = Array(meta.chain[..<common])
      let own = ShardMeta(profile: .records, chain: other.chain).cbor["chain"] ?? .array([])
      for chain in (other.fields[MetaUnion.key]?.arrayValue ?? []) + [own] where !chains.contains(chain) {
        chains.append(chain)
      }
      for (key, value) in other.fields where meta.fields[key] == nil { meta.fields[key] = value }
    }
    meta.fields[MetaUnion.key] = chains.count > 1 ? .array(chains) : nil
    return ShardEdit.United(meta: meta, largestFrame: largestFrame, blobWindow: blobWindow)
  }
}
