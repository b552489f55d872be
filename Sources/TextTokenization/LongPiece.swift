/// Merging a long piece with a heap of candidates, so that ten thousand letters without a space cost n log n, not n².
enum LongPiece {
  private struct Candidate {
    var rank: UInt32
    var position: Int
    var left: UInt32
    var right: UInt32
    var token: UInt32
    func precedes(_ other: Candidate) -> Bool { (rank, position) < (other.rank, other.position) }
  }

  static func merge(_ symbols: inout [UInt32], _ table: PairTable) {
    var next = Array(1...symbols.count)
    var previous = Array(-1..<symbols.count - 1)
    var alive = [Bool](repeating: true, count: symbols.count)
    var heap = BinaryHeap<Candidate> { $0.precedes($1) }
    let count = symbols.count

    func push(_ position: Int, _ symbols: [UInt32]) {
      guard position >= 0, next[position] < count else { return }
      let (left, right) = (symbols[position], symbols[next[position]])
      if let found = table[left, right] {
        heap.push(
          Candidate(rank: found.rank, position: position, left: left, right: right, token: found.token))
      }
    }
    for position in symbols.indices { push(position, symbols) }
    while let best = heap.pop() {
      let position = best.position
      // What has been merged since leaves stale candidates behind.
      guard alive[position], symbols[position] == best.left, next[position] < count,
        symbols[next[position]] == best.right
      else { continue }
      let gone = next[position]
      symbols[position] = best.token
      alive[gone] = false
      next[position] = next[gone]
      if next[gone] < count { previous[next[gone]] = position }
      push(previous[position], symbols)
      push(position, symbols)
    }
    symbols = zip(symbols, alive).filter(\.1).map(\.0)
  }
}

/// A binary heap; the element that precedes all others comes out first.
struct BinaryHeap<Element> {
  private var elements: [Element] = []
  private let precedes: (Element, Element) -> Bool

  init(_ precedes: @escaping (Element, Element) -> Bool) { self.precedes = precedes }

  mutating func push(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard precedes(elements[child], elements[parent]) else { return }
      elements.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    if elements.isEmpty { return first }
    elements[0] = last
    var parent = 0
    while true {
      var best = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < elements.count && precedes(elements[child], elements[best]) { best = child }
      if best == parent { return first }
      elements.swapAt(parent, best)
      parent = best
    }
  }
}
