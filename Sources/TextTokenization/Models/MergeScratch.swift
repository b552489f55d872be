/// Merges the pairs of a piece: the pair that was learned first is merged first, of equal ones the leftmost.
///
/// Keeps its arrays from piece to piece.
struct MergeScratch {
  /// The tokens of the piece, and the length of each in bytes.
  var ids: [UInt32] = []
  var lengths: [UInt32] = []
  /// Of each token with the one behind it: the rank of their merge and what it makes; `UInt32.max` for none.
  private var ranks: [UInt32] = []
  private var merged: [UInt32] = []
  private var next: [UInt32] = []
  private var previous: [UInt32] = []
  private var heap: [UInt64] = []

  mutating func begin() {
    ids.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
  }

  @inline(__always) mutating func add(_ id: UInt32, _ length: Int) {
    ids.append(id)
    lengths.append(UInt32(length))
  }

  mutating func merge(_ table: PairTable) {
    let count = ids.count
    if count < 2 { return }
    ranks.removeAll(keepingCapacity: true)
    merged.removeAll(keepingCapacity: true)
    ranks.reserveCapacity(count)
    merged.reserveCapacity(count)
    for place in 0..<count - 1 {
      let found = table.find(ids[place], ids[place + 1])
      ranks.append(found.rank)
      merged.append(found.token)
    }
    ranks.append(.max)
    merged.append(0)
    if count <= 64 { mergeShort(table) } else { mergeLong(table) }
  }

  /// Looks for the best pair again and again: quickest for words.
  private mutating func mergeShort(_ table: PairTable) {
    var count = ids.count
    let total = count
    ids.withUnsafeMutableBufferPointer { ids in
      lengths.withUnsafeMutableBufferPointer { lengths in
        ranks.withUnsafeMutableBufferPointer { ranks in
          merged.withUnsafeMutableBufferPointer { merged in
            while count > 1 {
              var best = UInt32.max
              var at = 0
              for place in 0..<count &- 1 where ranks[place] < best {
                best = ranks[place]
                at = place
              }
              if best == .max { break }
              ids[at] = merged[at]
              lengths[at] &+= lengths[at &+ 1]
              count &-= 1
              for place in at &+ 1..<max(at &+ 1, count) {
                ids[place] = ids[place &+ 1]
                lengths[place] = lengths[place &+ 1]
                ranks[place] = ranks[place &+ 1]
                merged[place] = merged[place &+ 1]
              }
              if at &+ 1 < count {
                let found = table.find(ids[at], ids[at &+ 1])
                ranks[at] = found.rank
                merged[at] = found.token
              } else {
                ranks[at] = .max
              }
              if at > 0 {
                let found = table.find(ids[at &- 1], ids[at])
                ranks[at &- 1] = found.rank
                merged[at &- 1] = found.token
              }
            }
          }
        }
      }
    }
    ids.removeLast(total - count)
    lengths.removeLast(total - count)
  }

  /// With a heap of ranks and places, so that a megabyte without a space costs n log n.
  private mutating func mergeLong(_ table: PairTable) {
    let count = ids.count
    next.removeAll(keepingCapacity: true)
    previous.removeAll(keepingCapacity: true)
    heap.removeAll(keepingCapacity: true)
    for place in 0..<UInt32(count) {
      next.append(place + 1)
      previous.append(place &- 1)
    }
    for place in 0..<count where ranks[place] != .max {
      heap.append(UInt64(ranks[place]) << 32 | UInt64(place))
    }
    if heap.count > 1 { for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) } }
    while let top = pop() {
      let at = Int(top & 0xFFFF_FFFF)
      // A pair that has been merged since, or has become another, has another rank now.
      guard ranks[at] == UInt32(top >> 32) else { continue }
      let gone = Int(next[at])
      ids[at] = merged[at]
      lengths[at] += lengths[gone]
      lengths[gone] = 0
      ranks[gone] = .max
      let after = Int(next[gone])
      next[at] = UInt32(after)
      if after < count {
        previous[after] = UInt32(at)
        pair(at, after, table)
      } else {
        ranks[at] = .max
      }
      let before = previous[at]
      if before != .max { pair(Int(before), at, table) }
    }
    var kept = 0
    for place in 0..<count where lengths[place] > 0 {
      ids[kept] = ids[place]
      lengths[kept] = lengths[place]
      kept += 1
    }
    ids.removeLast(count - kept)
    lengths.removeLast(count - kept)
  }

  private mutating func pair(_ left: Int, _ right: Int, _ table: PairTable) {
    let found = table.find(ids[left], ids[right])
    ranks[left] = found.rank
    merged[left] = found.token
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
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if !heap.isEmpty {
      heap[0] = last
      sink(0)
    }
    return first
  }

  private mutating func sink(_ from: Int) {
    heap.withUnsafeMutableBufferPointer { heap in
      let element = heap[from]
      var parent = from
      while true {
        var child = 2 &* parent &+ 1
        if child >= heap.count { break }
        if child &+ 1 < heap.count, heap[child &+ 1] < heap[child] { child &+= 1 }
        if heap[child] >= element { break }
        heap[parent] = heap[child]
        parent = child
      }
      heap[parent] = element
    }
  }
}
