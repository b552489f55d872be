/// Learns byte pairs from text: count the pieces, then again and again make a token of the most frequent pair.
///
/// Of equally frequent pairs the one with the lower token ids comes first, so the result is a pure function of the text
/// counts. Tokens 0 … 255 are the bytes.
public struct BPETrainer {
  private struct Pair: Hashable {
    var left: UInt32
    var right: UInt32
  }
  private struct Candidate {
    var pair: Pair
    var count: Int
  }
  private var counts: [[UInt8]: Int] = [:]

  public init() {}

  /// Counts the pieces of a text.
  public mutating func add(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      Pretokenizer.forEachPiece(utf8) { range in
        counts[Array(UnsafeBufferPointer(rebasing: utf8[range])), default: 0] += 1
      }
    }
  }

  /// - Parameters:
  ///   - size: tokens to reach, bytes included; fewer when no pair is left.
  ///   - minFrequency: pairs that are rarer are not merged.
  public func train(size: Int, minFrequency: Int = 2) -> BPEModel? {
    let pieces = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    var words = pieces.map { $0.key.map(UInt32.init) }
    let weights = pieces.map(\.value)
    var vocabulary = (UInt8.min...UInt8.max).map { [$0] }
    var merges: [(left: UInt32, right: UInt32)] = []
    var known = Set(vocabulary)

    var pairCounts: [Pair: Int] = [:]
    var places: [Pair: Set<Int>] = [:]
    for (w, word) in words.enumerated() where word.count > 1 {
      for i in 0..<word.count - 1 {
        let pair = Pair(left: word[i], right: word[i + 1])
        pairCounts[pair, default: 0] += weights[w]
        places[pair, default: []].insert(w)
      }
    }
    var heap = BinaryHeap<Candidate> {
      if $0.count != $1.count { return $0.count > $1.count }
      return ($0.pair.left, $0.pair.right) < ($1.pair.left, $1.pair.right)
    }
    for (pair, count) in pairCounts { heap.push(Candidate(pair: pair, count: count)) }

    while vocabulary.count < size, let best = heap.pop() {
      let pair = best.pair
      let now = pairCounts[pair] ?? 0
      if now != best.count {
        if now > 0 { heap.push(Candidate(pair: pair, count: now)) }
        continue
      }
      if now < max(1, minFrequency) { break }
      let bytes = vocabulary[Int(pair.left)] + vocabulary[Int(pair.right)]
      pairCounts[pair] = nil
      // Two pairs can spell the same bytes; the token exists then, and a second one could never be told from it.
      if !known.insert(bytes).inserted { continue }
      let token = UInt32(vocabulary.count)
      vocabulary.append(bytes)
      merges.append((pair.left, pair.right))
      var changed: [Pair: Int] = [:]
      for w in (places.removeValue(forKey: pair) ?? []).sorted() {
        let old = words[w]
        var new: [UInt32] = []
        var i = 0
        while i < old.count {
          if i + 1 < old.count, old[i] == pair.left, old[i + 1] == pair.right {
            new.append(token)
            i += 2
          } else {
            new.append(old[i])
            i += 1
          }
        }
        if new.count == old.count { continue }
        for i in 0..<old.count - 1 {
          changed[Pair(left: old[i], right: old[i + 1]), default: 0] -= weights[w]
        }
        for i in 0..<max(0, new.count - 1) {
          let grown = Pair(left: new[i], right: new[i + 1])
          changed[grown, default: 0] += weights[w]
          if grown.left == token || grown.right == token { places[grown, default: []].insert(w) }
        }
        words[w] = new
      }
      for (other, change) in changed where other != pair && change != 0 {
        let count = (pairCounts[other] ?? 0) + change
        pairCounts[other] = count > 0 ? count : nil
        if change > 0, count > 0 { heap.push(Candidate(pair: other, count: count)) }
      }
    }
    return BPEModel(vocabulary: vocabulary, merges: merges)
  }
}
