/// A hash table from a pair of tokens to the rank of its merge and the token it becomes; open addressing, built once.
struct PairTable: Sendable {
  struct Entry {
    var key: UInt64
    var rank: UInt32
    var token: UInt32
  }
  private static let empty = UInt64.max
  private static let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
  private let block: Block
  private let shift: UInt64

  typealias Row = (left: UInt32, right: UInt32, token: UInt32, rank: UInt32)

  /// Of a pair that appears twice the last one counts, as in `tokenizers`.
  init(_ merges: [(left: UInt32, right: UInt32, token: UInt32)]) {
    self.init(ranked: merges.enumerated().map { ($1.left, $1.right, $1.token, UInt32($0)) })
  }

  init(ranked merges: [Row]) {
    var bits: UInt64 = 4
    while 1 << bits < 2 * merges.count + 2 { bits += 1 }
    shift = 64 - bits
    block = Block(1 << Int(bits))
    let entries = block.entries
    for merge in merges {
      let key = UInt64(merge.left) << 32 | UInt64(merge.right)
      var slot = Int(truncatingIfNeeded: (key &* Self.factor) >> shift)
      while entries[slot].key != Self.empty, entries[slot].key != key {
        slot = (slot + 1) & (block.count - 1)
      }
      entries[slot] = Entry(key: key, rank: merge.rank, token: merge.token)
    }
  }

  subscript(left: UInt32, right: UInt32) -> (rank: UInt32, token: UInt32)? {
    let found = withFinder { $0.find(left, right) }
    return found.rank == .max ? nil : found
  }

  /// Finds pairs, as long as the table is there.
  struct Finder {
    fileprivate let entries: UnsafeMutablePointer<Entry>
    fileprivate let mask: Int
    fileprivate let shift: UInt64

    /// The rank is `UInt32.max` when the pair is not merged.
    @inline(__always) func find(_ left: UInt32, _ right: UInt32) -> (rank: UInt32, token: UInt32) {
      let key = UInt64(left) << 32 | UInt64(right)
      var slot = Int(truncatingIfNeeded: (key &* PairTable.factor) &>> shift)
      while true {
        let entry = entries[slot]
        if entry.key == key { return (entry.rank, entry.token) }
        if entry.key == PairTable.empty { return (.max, 0) }
        slot = (slot &+ 1) & mask
      }
    }
  }

  @inline(__always) func withFinder<Result>(_ use: (Finder) throws -> Result) rethrows -> Result {
    try use(Finder(entries: block.entries, mask: block.count &- 1, shift: shift))
  }

  /// The entries; never changed once the table is made.
  private final class Block: @unchecked Sendable {
    let entries: UnsafeMutablePointer<Entry>
    let count: Int
    init(_ count: Int) {
      self.count = count
      entries = .allocate(capacity: count)
      entries.initialize(repeating: Entry(key: PairTable.empty, rank: .max, token: 0), count: count)
    }
    deinit { entries.deallocate() }
  }
}
