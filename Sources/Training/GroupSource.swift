import ByteStreams
import ShardFormat
import TokenTrees

/// Token groups in the order in which they arrive, as a throwing cursor: after nil every later call gives nil.
public protocol GroupSource: AnyObject {
  func next() throws -> TokenGroup?
  /// The stream's description of its vocabulary; known once the first group has come.
  var tokenizer: CBOR? { get }
}

/// Groups that are already in memory.
public final class MemoryGroups: GroupSource {
  public let tokenizer: CBOR?
  private var rest: ArraySlice<TokenGroup>

  public init(_ groups: [TokenGroup], tokenizer: CBOR? = nil) {
    rest = groups[...]
    self.tokenizer = tokenizer
  }

  public func next() -> TokenGroup? { rest.popFirst() }
}

/// Names data by content: a chain over the groups in the order in which they arrived, so that a prefix has a name too.
public struct DataChain: Sendable, Equatable {
  public private(set) var digest: Digest = SHA256.hash([])
  public private(set) var groups = 0

  public init() {}

  public mutating func add(_ group: TokenGroup) {
    var numbers = [group.tokens.count, group.segments.count, group.pairs.count]
    for segment in group.segments {
      numbers += [segment.start, segment.count, segment.parent ?? -1, Int(segment.role.rawValue)]
    }
    for pair in group.pairs { numbers += [pair.winner, pair.loser] }
    let hash = SHA256()
    hash.update(digest.bytes)
    hash.update(group.record.bytes)
    numbers.withUnsafeBytes { hash.update($0) }
    group.tokens.withUnsafeBytes { hash.update($0) }
    hash.update(group.lossMask)
    if let reference = group.referenceLogProbabilities { reference.withUnsafeBytes { hash.update($0) } }
    digest = hash.finish()
    groups += 1
  }
}
