import ByteStreams
import ShardFormat

/// Chooses records by a hash of their digest and a seed, so that the same records are chosen wherever they stand.
enum SampleHash {
  /// The first eight bytes of SHA-256 over the record's digest and the seed (u64, little-endian), as a big-endian number.
  static func value(_ record: Digest, seed: UInt64) -> UInt64 {
    var bytes = record.bytes
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: seed >> UInt64(8 * shift))) }
    return SHA256.hash(bytes).a
  }
}

/// Keeps a share of the records, in one pass.
public final class FractionSample: Routing {
  private let seed: UInt64
  private let keepsAll: Bool
  private let threshold: UInt64

  /// - Parameter fraction: 0…1.
  public init(fraction: Double, seed: UInt64) {
    self.seed = seed
    keepsAll = fraction >= 1
    threshold = keepsAll ? .max : fraction > 0 ? UInt64(fraction * 0x1p64) : 0
  }

  public func output(for record: ReadRecord) -> Int? { choose(record.item.digest) }
  public func output(forGroup record: Digest, modality: String) -> Int? { choose(record) }

  private func choose(_ record: Digest) -> Int? {
    keepsAll || SampleHash.value(record, seed: seed) < threshold ? 0 : nil
  }
}

/// Keeps exactly `count` records (all, when there are fewer): those with the smallest hashes. Needs two passes over the
/// same records: `consider` each, then route each. Memory: 16 bytes a record that is kept.
public final class CountedSample: Routing {
  private struct Rank: Comparable {
    var hash: UInt64
    /// Tells equal records apart.
    var ordinal: UInt64
    static func < (a: Rank, b: Rank) -> Bool { (a.hash, a.ordinal) < (b.hash, b.ordinal) }
  }

  private let count: Int
  private let seed: UInt64
  /// A heap with the largest rank first.
  private var heap: [Rank] = []
  private var considered: UInt64 = 0
  private var routed: UInt64 = 0

  public init(count: Int, seed: UInt64) {
    self.count = count
    self.seed = seed
  }

  /// The first pass.
  public func consider(_ record: Digest) {
    let rank = Rank(hash: SampleHash.value(record, seed: seed), ordinal: considered)
    considered += 1
    if heap.count < count {
      heap.append(rank)
      siftUp()
    } else if let largest = heap.first, rank < largest {
      heap[0] = rank
      siftDown()
    }
  }

  public func output(for record: ReadRecord) -> Int? { choose(record.item.digest) }
  public func output(forGroup record: Digest, modality: String) -> Int? { choose(record) }

  private func choose(_ record: Digest) -> Int? {
    let rank = Rank(hash: SampleHash.value(record, seed: seed), ordinal: routed)
    routed += 1
    guard let largest = heap.first else { return nil }
    return rank <= largest ? 0 : nil
  }

  private func siftUp() {
    var child = heap.count - 1
    while child > 0, heap[(child - 1) / 2] < heap[child] {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  private func siftDown() {
    var parent = 0
    while true {
      var largest = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < heap.count && heap[largest] < heap[child] { largest = child }
      if largest == parent { return }
      heap.swapAt(parent, largest)
      parent = largest
    }
  }
}
