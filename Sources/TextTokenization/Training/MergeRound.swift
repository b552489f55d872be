/// The state of training: the pieces as tokens, the pairs in them, and which of them comes next.
///
/// Merging costs what the pair's places cost, however long the pieces are. Two things keep the state small:
///
/// - A new token has not stood anywhere before, so all its pairs are new, are found while it is made, and can only become
///   rarer later. Those that are too rare already are forgotten at once.
/// - It has not, because only one pair ever spells it: where the same bytes stand elsewhere, unmerged, nothing reaches into
///   them from outside, so the same merges have been made in them, in the same order.
struct MergeRound: ~Copyable {
  private var pieces: PieceCells
  private var pairs = PairCounts()
  private var queue = MergeQueue()
  /// How many bytes each token has.
  private var lengths = GrowingBuffer<UInt32>()
  /// Pairs that are rarer are not merged.
  private let least: Int64
  /// What `next` took out.
  private var current = MergeQueue.Entry(count: 0, pair: 0, cells: 0)
  private var changes = PairChanges()

  /// - Parameters:
  ///   - byteTokens: the tokens of the 256 bytes.
  ///   - lengths: how many bytes each token has.
  ///   - least: pairs that are rarer are not merged.
  init(pieces: consuming PieceCells, byteTokens: [UInt32], lengths: [UInt32], least: Int64)
    throws(TrainingError)
  {
    self.pieces = pieces
    self.least = max(1, least)
    for length in lengths { self.lengths.append(length) }
    try queueAll(byteTokens)
  }

  /// Counts and queues the pairs of bytes.
  private mutating func queueAll(_ byteTokens: [UInt32]) throws(TrainingError) {
    var byteOf = [Int](repeating: 0, count: lengths.count)
    for (byte, token) in byteTokens.enumerated() { byteOf[Int(token)] = byte }
    var counts = [Int64](repeating: 0, count: 1 << 16)
    // First how many cells each pair has, then where the next one goes.
    var places = [Int](repeating: 0, count: 1 << 16)
    pieces.forEachPair { cell, weight in
      let place = byteOf[Int(pieces.cells[cell])] << 8 | byteOf[Int(pieces.cells[cell &+ 1])]
      counts[place] &+= weight
      places[place] &+= 1
    }
    for place in places.indices where places[place] > 0 {
      guard counts[place] >= least else {
        places[place] = 0
        continue
      }
      let pair = pairs.insert(byteTokens[place >> 8], byteTokens[place & 0xFF], count: counts[place])
      let list = try queue.reserveList(places[place])
      queue.push(pair, list: list, pairs)
      places[place] = list
    }
    pieces.forEachPair { cell, _ in
      let place = byteOf[Int(pieces.cells[cell])] << 8 | byteOf[Int(pieces.cells[cell &+ 1])]
      guard places[place] > 0 else { return }
      queue.setCell(places[place], UInt32(truncatingIfNeeded: cell))
      places[place] &+= 1
    }
  }

  /// Takes the next pair out: the most frequent, of equally frequent ones the one with the lower tokens; nil when all that are
  /// left are too rare.
  mutating func next() -> (left: UInt32, right: UInt32)? {
    while var entry = queue.pop(pairs) {
      let row = pairs[entry.pair]
      if entry.count == row.count {
        current = entry
        return (row.left, row.right)
      }
      if row.count >= least {
        entry.count = row.count
        queue.push(entry, pairs)
      } else {
        queue.discard(entry)
      }
    }
    return nil
  }

  /// Merges the pair that `next` gave into a token, wherever it was found.
  mutating func merge(into token: UInt32) throws(TrainingError) {
    let (left, right) = (pairs[current.pair].left, pairs[current.pair].right)
    if Int(token) == lengths.count { lengths.append(lengths[Int(left)] + lengths[Int(right)]) }
    changes.begin(token, tokens: lengths.count)
    for index in 0..<queue.cellCount(current) { merge(left, right, token, at: queue.cell(current, index)) }
    queue.discard(current)
    try queueChanges()
  }

  /// Merges a pair at a cell when it stands there.
  @inline(__always)
  private mutating func merge(_ left: UInt32, _ right: UInt32, _ token: UInt32, at cell: Int) {
    let second = cell &+ Int(lengths[Int(left)])
    guard pieces.cells[cell] == left, pieces.cells[second] == right else { return }
    let end = second &+ Int(lengths[Int(right)])
    let weight = pieces.weight(of: cell)
    let before = pieces.cells[cell &- 1]
    if before != PieceCells.endMark {
      remove(before, left, weight)
      changes.add(before, token, weight, at: cell &- Int(lengths[Int(before)]))
    }
    let after = pieces.cells[end]
    if after != PieceCells.endMark {
      remove(right, after, weight)
      changes.add(token, after, weight, at: cell)
    }
    pieces.cells[second &- 1] = PieceCells.inside
    pieces.cells[second] = PieceCells.inside
    pieces.cells[cell] = token
    pieces.cells[end &- 1] = token
  }

  @inline(__always) private mutating func remove(_ left: UInt32, _ right: UInt32, _ weight: Int64) {
    if changes.concerns(left, right) {
      changes.remove(left, right, weight)
    } else {
      pairs.remove(left, right, weight)
    }
  }

  private mutating func queueChanges() throws(TrainingError) {
    queue.tidy()
    // Where the next cell of each change goes.
    for index in 0..<changes.changes.count {
      let change = changes.changes[index]
      guard change.count >= least else {
        changes.setList(index, nil)
        continue
      }
      let pair = pairs.insert(change.left, change.right, count: change.count)
      if change.cells == 1 {
        queue.push(pair, onlyCell: change.firstCell, pairs)
      } else {
        let list = try queue.reserveList(Int(change.cells))
        queue.setCell(list, change.firstCell)
        changes.setList(index, list + 1)
        queue.push(pair, list: list, pairs)
      }
    }
    for index in 0..<changes.places.count {
      let place = changes.places[index]
      guard let list = changes.nextInList(Int(place.change)) else { continue }
      queue.setCell(list, place.cell)
    }
  }
}
