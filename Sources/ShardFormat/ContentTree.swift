import ByteStreams

/// The Merkle tree of RFC 6962 §2.1 over the stream's entries, in order: the SHA-256 of each record's bytes and the
/// digest of each TOKENS and PLAN frame. Its root does not depend on how records were framed or compressed.
///
/// Needs memory for one digest per bit of the count.
public struct ContentTree: Sendable {
  /// Roots of the perfect subtrees so far, largest first: one per set bit of `count`.
  private var subtrees: [Digest] = []
  public private(set) var count: UInt64 = 0

  public init() {}

  public mutating func append(_ entry: Digest) {
    var node = ContentTree.leaf(entry)
    var carry = count
    while carry & 1 == 1 {
      node = ContentTree.node(subtrees.removeLast(), node)
      carry >>= 1
    }
    subtrees.append(node)
    count += 1
  }

  /// SHA-256 of nothing when there are no entries.
  public var root: Digest {
    guard var node = subtrees.last else { return SHA256.hash([]) }
    for left in subtrees.dropLast().reversed() { node = ContentTree.node(left, node) }
    return node
  }

  static func leaf(_ entry: Digest) -> Digest { SHA256.hash([0] + entry.bytes) }
  static func node(_ left: Digest, _ right: Digest) -> Digest { SHA256.hash([1] + left.bytes + right.bytes) }
}
