/// Merges the pairs of a piece: the pair that was learned first is merged first, of equal ones the leftmost.
///
/// Keeps its room from piece to piece.
struct MergeScratch: ~Copyable {
  struct Part: BitwiseCopyable {
    var id: UInt32
    /// In bytes.
    var length: UInt32
    /// Of the part with the one behind it: the rank of their merge and what it makes; `UInt32.max` for none.
    var rank = UInt32.max
    var merged: UInt32 = 0
  }
  /// The tokens of the piece.
  private(set) var parts = GrowingBuffer<Part>()
  private var next = GrowingBuffer<UInt32>()
  private var previous = GrowingBuffer<UInt32>()
  private var heap = GrowingBuffer<UInt64>()

  init() {}

  mutating func begin() { parts.truncate(0) }

  @inline(__always) mutating func add(_ id: UInt32, _ length: Int) {
    parts.append(Part(id: id, length: UInt32(truncatingIfNeeded: length)))
  }

  /// Begins with the bytes of a piece.
  mutating func begin(_ piece: UnsafeBufferPointer<UInt8>, _ byteTokens: UnsafeBufferPointer<UInt32>) {
    parts.truncate(0)
    parts.reserve(piece.count)
    let base = parts.base
    for place in 0..<piece.count {
      (base + place).initialize(to: Part(id: byteTokens[Int(piece[place])], length: 1))
    }
    parts.setCount(piece.count)
  }

  mutating func merge(_ table: PairTable) {
    let count = parts.count
    if count < 2 { return }
    table.withFinder { finder in
      let base = parts.base
      for place in 0..<count &- 1 {
        let found = finder.find(base[place].id, base[place &+ 1].id)
        base[place].rank = found.rank
        base[place].merged = found.token
      }
      if count <= 64 {
        parts.truncate(Self.mergeShort(base, count, finder))
      } else {
        mergeLong(finder)
      }
    }
  }

  /// Looks for the best pair again and again: quickest for words.
  ///
  /// - Returns: how many parts are left.
  private static func mergeShort(
    _ parts: UnsafeMutablePointer<Part>, _ all: Int, _ finder: PairTable.Finder
  ) -> Int {
    var count = all
    while count > 1 {
      var best = UInt32.max
      var at = 0
      for place in 0..<count &- 1 where parts[place].rank < best {
        best = parts[place].rank
        at = place
      }
      if best == .max { break }
      parts[at].id = parts[at].merged
      parts[at].length &+= parts[at &+ 1].length
      count &-= 1
      if at &+ 1 < count {
        (parts + at + 1).update(from: parts + at + 2, count: count &- at &- 1)
        let found = finder.find(parts[at].id, parts[at &+ 1].id)
        parts[at].rank = found.rank
        parts[at].merged = found.token
      } else {
        parts[at].rank = .max
      }
      if at > 0 {
        let found = finder.find(parts[at &- 1].id, parts[at].id)
        parts[at &- 1].rank = found.rank
        parts[at &- 1].merged = found.token
      }
    }
    return count
  }

  /// With a heap of ranks and places, so that a megabyte without a space costs n log n.
  private mutating func mergeLong(_ finder: PairTable.Finder) {
    let count = parts.count
    next.truncate(0)
    previous.truncate(0)
    heap.truncate(0)
    for place in 0..<UInt32(count) {
      next.append(place + 1)
      previous.append(place &- 1)
    }
    for place in 0..<count where parts[place].rank != .max {
      heap.append(UInt64(parts[place].rank) << 32 | UInt64(place))
    }
    if heap.count > 1 { for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) } }
    while let top = pop() {
      let at = Int(top & 0xFFFF_FFFF)
      // A pair that has been merged since, or has become another, has another rank now.
      guard parts[at].rank == UInt32(top >> 32) else { continue }
      let gone = Int(next[at])
      parts[at].id = parts[at].merged
      parts[at].length += parts[gone].length
      parts[gone].length = 0
      parts[gone].rank = .max
      let after = Int(next[gone])
      next[at] = UInt32(after)
      if after < count {
        previous[after] = UInt32(at)
        pair(at, after, finder)
      } else {
        parts[at].rank = .max
      }
      let before = previous[at]
      if before != .max { pair(Int(before), at, finder) }
    }
    var kept = 0
    for place in 0..<count where parts[place].length > 0 {
      parts[kept] = parts[place]
      kept += 1
    }
    parts.truncate(kept)
  }

  private mutating func pair(_ left: Int, _ right: Int, _ finder: PairTable.Finder) {
    let found = finder.find(parts[left].id, parts[right].id)
    parts[left].rank = found.rank
    parts[left].merged = found.token
    if found.rank != .max { push(UInt64(found.rank) << 32 | UInt64(left)) }
  }

  private mutating func push(_ element: UInt64) {
    heap.append(element)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      if heap[parent] <= element { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = element
  }

  private mutating func pop() -> UInt64? {
    guard heap.count > 0 else { return nil }
    let first = heap[0]
    let last = heap.removeLast()
    if heap.count > 0 {
      heap[0] = last
      sink(0)
    }
    return first
  }

  private mutating func sink(_ from: Int) {
    let heap = heap.base
    let count = self.heap.count
    let element = heap[from]
    var parent = from
    while true {
      var child = 2 &* parent &+ 1
      if child >= count { break }
      if child &+ 1 < count, heap[child &+ 1] < heap[child] { child &+= 1 }
      if heap[child] >= element { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = element
  }
}
