/// The cut of a piece into tokens that is likeliest when each has a probability of its own.
struct Unigram: Sendable {
  let table: TokenTable
  private let scores: [Double]
  private let unknown: UInt32?
  private let unknownScore: Double
  private let trie: ByteTrie
  /// The tokens `<0x00>` …; `UInt32.max` where there is none. Empty when there is no falling back.
  private let byteTokens: [UInt32]

  /// - Parameter vocabulary: tokens and their logarithms of probability, by id.
  init(_ vocabulary: [(token: [UInt8], score: Double)], unknown: Int?, fallsBackToBytes: Bool) throws {
    if let unknown, !vocabulary.indices.contains(unknown) {
      throw TokenizerFileError("the unknown token's id \(unknown) is not in the vocabulary")
    }
    var table = TokenTable(expecting: vocabulary.count)
    var trie = ByteTrie()
    for (id, entry) in vocabulary.enumerated() {
      table.add(entry.token, id: UInt32(id))
      guard trie.add(entry.token, value: UInt32(id)) else {
        throw TokenizerFileError("the vocabulary is too large")
      }
    }
    self.table = table
    self.trie = trie
    scores = vocabulary.map(\.score)
    self.unknown = unknown.map { UInt32($0) }
    unknownScore = (scores.min() ?? .infinity) - 10
    byteTokens =
      fallsBackToBytes
      ? (UInt8.min...UInt8.max).map { byte in
        let digits = Array("0123456789ABCDEF".utf8)
        return table[Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] + Array(">".utf8)]
          ?? .max
      } : []
  }

  /// The best way to come to a byte.
  private struct Way {
    var score = 0.0
    var from = -1
    var id: UInt32 = 0
  }

  func tokenize(_ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [PieceToken]) throws {
    if piece.isEmpty { return }
    var ways = [Way](repeating: Way(), count: piece.count + 1)
    try ways.withUnsafeMutableBufferPointer { ways in
      var place = 0
      while place < piece.count {
        let score = ways[place].score
        let length = UTF8Scalars.decode(piece, place).length
        var hasCharacter = false
        trie.matches(piece, place) { end, id in
          let whole = scores[Int(id)] + score
          if ways[end].from < 0 || whole > ways[end].score {
            ways[end] = Way(score: whole, from: place, id: id)
          }
          if end == place + length { hasCharacter = true }
        }
        if !hasCharacter {
          let whole = unknownScore + score
          let end = place + length
          if ways[end].from < 0 || whole > ways[end].score {
            guard let unknown else { throw TokenizerError.noUnknownToken("") }
            ways[end] = Way(score: whole, from: place, id: unknown)
          }
        }
        place += length
      }
    }
    // From the end back; unknown ones beside each other are one.
    var cuts: [(from: Int, to: Int, isUnknown: Bool)] = []
    var end = piece.count
    while end > 0 {
      let way = ways[end]
      let isUnknown = way.id == unknown
      if isUnknown, let last = cuts.last, last.isUnknown {
        cuts[cuts.count - 1].from = way.from
      } else {
        cuts.append((way.from, end, isUnknown))
      }
      end = way.from
    }
    for cut in cuts.reversed() {
      let string = UnsafeBufferPointer(rebasing: piece[cut.from..<cut.to])
      if let id = table[string] {
        tokens.append(PieceToken(id: id, from: cut.from, to: cut.to))
      } else if !byteTokens.isEmpty, string.allSatisfy({ byteTokens[Int($0)] != .max }) {
        for byte in string {
          tokens.append(PieceToken(id: byteTokens[Int(byte)], from: cut.from, to: cut.to))
        }
      } else {
        guard let unknown else { throw TokenizerError.noUnknownToken("") }
        tokens.append(PieceToken(id: unknown, from: cut.from, to: cut.to))
      }
    }
  }
}
