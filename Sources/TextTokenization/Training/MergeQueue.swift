/// Pairs waiting to be merged, the most frequent first; of equally frequent ones that with the lower tokens.
///
/// Each comes with the cells where it was found. The count is that of when the pair was put in: counts change, and
/// whoever takes a pair out puts it back when its count was no longer true.
struct MergeQueue: ~Copyable {
  struct Entry: BitwiseCopyable {
    var count: Int64
    var pair: UInt32
    /// Where the list of cells begins, or the only cell, with the highest bit set.
    var cells: UInt32
  }
  private static let single: UInt32 = 1 << 31
  /// Marks the length of a list that nobody needs any more.
  private static let dead: UInt32 = 1 << 31
  private var heap = GrowingBuffer<Entry>()
  /// Lists of cells, each behind its length.
  private var lists = GrowingBuffer<UInt32>()
  /// How much of `lists` is dead.
  private var unused = 0

  init() {}

  /// - Returns: where the first of so many cells goes; they are set by `setCell`.
  mutating func reserveList(_ cells: Int) throws(TrainingError) -> Int {
    let start = lists.count + 1
    guard start + cells < Int(Self.dead) else { throw .tooManyPieces(bytes: start + cells) }
    lists.append(UInt32(cells))
    lists.reserve(start + cells)
    for _ in 0..<cells { lists.append(0) }
    return start
  }

  @inline(__always) mutating func setCell(_ place: Int, _ cell: UInt32) { lists[place] = cell }

  mutating func push(_ pair: UInt32, list: Int, _ pairs: borrowing PairCounts) {
    push(Entry(count: pairs[pair].count, pair: pair, cells: UInt32(truncatingIfNeeded: list - 1)), pairs)
  }

  mutating func push(_ pair: UInt32, onlyCell cell: UInt32, _ pairs: borrowing PairCounts) {
    push(Entry(count: pairs[pair].count, pair: pair, cells: cell | Self.single), pairs)
  }

  /// How many cells an entry has.
  @inline(__always) func cellCount(_ entry: Entry) -> Int {
    entry.cells & Self.single != 0 ? 1 : Int(lists[Int(entry.cells)])
  }

  /// One of the cells of an entry; they ascend.
  @inline(__always) func cell(_ entry: Entry, _ index: Int) -> Int {
    entry.cells & Self.single != 0
      ? Int(entry.cells & ~Self.single) : Int(lists[Int(entry.cells) &+ 1 &+ index])
  }

  /// Says that the cells of an entry that was taken out are no longer needed.
  mutating func discard(_ entry: Entry) {
    guard entry.cells & Self.single == 0 else { return }
    let length = lists[Int(entry.cells)]
    lists[Int(entry.cells)] = length | Self.dead
    unused += Int(length) + 1
  }

  /// Makes the lists shorter when much of them is dead; they move.
  mutating func tidy() {
    if unused > 1 << 16, unused > lists.count / 4 { compact() }
  }

  /// Moves the living lists together. Meanwhile each has the number of its entry where its length was, and the entry has
  /// the length.
  private mutating func compact() {
    for index in 0..<heap.count where heap[index].cells & Self.single == 0 {
      let list = Int(heap[index].cells)
      heap[index].cells = lists[list]
      lists[list] = UInt32(truncatingIfNeeded: index)
    }
    var from = 0
    var to = 0
    while from < lists.count {
      let header = lists[from]
      if header & Self.dead != 0 {
        from += Int(header & ~Self.dead) + 1
        continue
      }
      let length = heap[Int(header)].cells
      heap[Int(header)].cells = UInt32(truncatingIfNeeded: to)
      lists[to] = length
      for place in 1..<Int(length) + 1 { lists[to + place] = lists[from + place] }
      from += Int(length) + 1
      to += Int(length) + 1
    }
    lists.truncate(to)
    unused = 0
  }

  // MARK: The heap, of four children a node

  @inline(__always)
  private func precedes(_ a: Entry, _ b: Entry, _ pairs: borrowing PairCounts) -> Bool {
    if a.count != b.count { return a.count > b.count }
    let (one, other) = (pairs[a.pair], pairs[b.pair])
    return one.left != other.left ? one.left < other.left : one.right < other.right
  }

  mutating func push(_ entry: Entry, _ pairs: borrowing PairCounts) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) >> 2
      guard precedes(entry, heap[parent], pairs) else { break }
      heap[child] = heap[parent]
      child = parent
    }
    heap[child] = entry
  }

  mutating func pop(_ pairs: borrowing PairCounts) -> Entry? {
    guard heap.count > 0 else { return nil }
    let first = heap[0]
    let last = heap.removeLast()
    if heap.count > 0 { sink(last, pairs) }
    return first
  }

  /// Puts an entry in place of the first.
  private mutating func sink(_ entry: Entry, _ pairs: borrowing PairCounts) {
    var parent = 0
    while true {
      let first = parent &* 4 &+ 1
      guard first < heap.count else { break }
      var best = first
      for child in first &+ 1..<max(first &+ 1, min(first &+ 4, heap.count))
      where precedes(heap[child], heap[best], pairs) { best = child }
      guard precedes(heap[best], entry, pairs) else { break }
      heap[parent] = heap[best]
      parent = best
    }
    heap[parent] = entry
  }
}
