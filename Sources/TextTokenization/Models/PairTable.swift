/// A hash table from a pair of tokens to the rank of its merge and the token it becomes; open addressing, built once.
struct PairTable: Sendable {
  struct Entry: Sendable {
    var key: UInt64
    var rank: UInt32
    var token: UInt32
  }
  private static let empty = UInt64.max
  private var entries: [Entry]
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
    entries = [Entry](repeating: Entry(key: Self.empty, rank: 0, token: 0), count: 1 << bits)
    for merge in merges {
      let key = UInt64(merge.left) << 32 | UInt64(merge.right)
      var slot = place(key)
      while entries[slot].key != Self.empty, entries[slot].key != key {
        slot = (slot + 1) & (entries.count - 1)
      }
      entries[slot] = Entry(key: key, rank: merge.rank, token: merge.token)
    }
  }

  private func place(_ key: UInt64) -> Int { Int((key &* 0x9E37_79B9_7F4A_7C15) >> shift) }

  subscript(left: UInt32, right: UInt32) -> (rank: UInt32, token: UInt32)? {
    let found = find(left, right)
    return found.rank == .max ? nil : found
  }

  /// The rank is `UInt32.max` when the pair is not merged.
  @inline(__always) func find(_ left: UInt32, _ right: UInt32) -> (rank: UInt32, token: UInt32) {
    let key = UInt64(left) << 32 | UInt64(right)
    return entries.withUnsafeBufferPointer { entries in
      var slot = place(key)
      while true {
        let entry = entries[slot]
        if entry.key == key { return (entry.rank, entry.token) }
        if entry.key == Self.empty { return (.max, 0) }
        slot = (slot &+ 1) & (entries.count &- 1)
      }
    }
  }
}
