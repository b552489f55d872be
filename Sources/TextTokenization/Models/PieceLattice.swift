/// SentencePiece's unigram model: of all ways to cut a text into pieces, the one with the highest sum of scores.
///
/// Sums are kept as `Float`, rounded as there: what is best where sums are close depends on how long the text before is.
final class PieceLattice: Sendable {
  private let trie: ByteTrie
  /// By id. Those of user-defined pieces are higher than those of what they are made of.
  private let scores: [Double]
  private let unknown: UInt32
  private let unknownScore: Float
  private let cuts: PieceCuts

  init(_ file: SentencePieceFile, _ unknown: UInt32) throws {
    var trie = ByteTrie()
    var (least, most) = (Float.greatestFiniteMagnitude, Float.leastNormalMagnitude)
    for piece in file.pieces where piece.kind == .normal {
      least = min(least, piece.score)
      most = max(most, piece.score)
    }
    var scores: [Double] = []
    scores.reserveCapacity(file.pieces.count)
    var products: [ArraySlice<UInt8>] = []
    for (id, piece) in file.pieces.enumerated() {
      scores.append(
        piece.kind == .userDefined ? Double(Float(piece.text.count) * most) - 0.1 : Double(piece.score))
      guard piece.kind == .normal || piece.kind == .userDefined else { continue }
      guard trie.add(piece.text, value: UInt32(id)) else {
        throw TokenizerFileError("the vocabulary is too large")
      }
      products.append(piece.text[...])
    }
    if !file.pieces.contains(where: { [.normal, .userDefined, .unused].contains($0.kind) }) {
      throw TokenizerFileError("the model has no pieces for text")
    }
    self.trie = trie
    self.scores = scores
    self.unknown = unknown
    unknownScore = least - 10
    cuts = PieceCuts(products: products, known: { _ in true }, fallsBack: true, fuses: false)
  }

  /// The best way to come to a byte.
  private struct Way {
    var score: Float = 0
    var length: UInt32 = 0
    var id: UInt32 = 0
  }

  func cut(_ text: UnsafeBufferPointer<UInt8>, into out: inout PieceOutput) {
    var ways = [Way](repeating: Way(), count: 256)
    var found: [(id: UInt32, length: UInt32)] = []
    var score: Float = 0
    // No piece goes over a cut, so all ways meet there.
    cuts.forEach(text, 0, text.count) { from, to in
      let count = to - from
      if ways.count <= count { ways = [Way](repeating: Way(), count: 2 * count) }
      ways.withUnsafeMutableBufferPointer { ways in
        ways[0] = Way(score: score)
        for place in 1...count { ways[place].length = 0 }
        fill(UnsafeBufferPointer(rebasing: text[from..<to]), ways)
        found.removeAll(keepingCapacity: true)
        var end = count
        while end > 0 {
          let way = ways[end]
          found.append((way.id, way.length))
          end -= Int(way.length)
        }
        score = ways[count].score
      }
      for piece in found.reversed() { out.add(piece.id, Int(piece.length)) }
    }
  }

  @inline(__always)
  private func fill(_ text: UnsafeBufferPointer<UInt8>, _ ways: UnsafeMutableBufferPointer<Way>) {
    scores.withUnsafeBufferPointer { scores in
      var place = 0
      while place < text.count {
        let here = ways[place].score
        let length = UTF8Scalars.decode(text, place).length
        var hasCharacter = false
        trie.matches(text, place) { end, id in
          let sum = scores[Int(id)] + Double(here)
          if ways[end].length == 0 || sum > Double(ways[end].score) {
            ways[end] = Way(score: Float(sum), length: UInt32(truncatingIfNeeded: end &- place), id: id)
          }
          if end == place &+ length { hasCharacter = true }
        }
        if !hasCharacter {
          let sum = unknownScore + here
          let end = place &+ length
          if ways[end].length == 0 || sum > ways[end].score {
            ways[end] = Way(score: sum, length: UInt32(truncatingIfNeeded: length), id: unknown)
          }
        }
        place &+= length
      }
    }
  }
}
