import ByteStreams

/// That one entry is in a content tree: the audit path of RFC 6962 §2.1.1.
public struct InclusionProof: Sendable, Equatable {
  /// The entry: a record's SHA-256, or the digest of a TOKENS or PLAN frame.
  public var entry: Digest
  /// Its place among the entries, from 0.
  public var index: UInt64
  /// Number of entries.
  public var count: UInt64
  /// Siblings from the leaf to the root.
  public var path: [Digest]

  public init(entry: Digest, index: UInt64, count: UInt64, path: [Digest]) {
    self.entry = entry
    self.index = index
    self.count = count
    self.path = path
  }

  /// The proof for entry `index` of a tree over `entries`.
  /// - Precondition: `index` is one of theirs.
  public init(_ index: Int, of entries: [Digest]) {
    precondition(entries.indices.contains(index))
    entry = entries[index]
    self.index = UInt64(index)
    count = UInt64(entries.count)
    var path: [Digest] = []
    var level = entries.map(ContentTree.leaf)
    var place = index
    // A level without a partner for its last node hands that node up as it is.
    while level.count > 1 {
      if place ^ 1 < level.count { path.append(level[place ^ 1]) }
      level = stride(from: 0, to: level.count, by: 2).map {
        $0 + 1 < level.count ? ContentTree.node(level[$0], level[$0 + 1]) : level[$0]
      }
      place /= 2
    }
    self.path = path
  }

  /// The root that the entry and the path lead to; nil when the path does not fit index and count.
  public var root: Digest? {
    guard index < count else { return nil }
    var node = ContentTree.leaf(entry)
    var place = index
    var last = count - 1
    for sibling in path {
      guard last > 0 else { return nil }
      if place & 1 == 1 || place == last {
        node = ContentTree.node(sibling, node)
        // Levels where the node had no partner do not show in the path.
        while place & 1 == 0, place > 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        node = ContentTree.node(node, sibling)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 ? node : nil
  }
}
