/// Byte-level byte-pair encoding: a piece begins as its bytes, and the pair that was learned first is merged first.
public struct BPEModel: Sendable {
  /// The bytes of each token.
  public let vocabulary: [[UInt8]]
  /// Pairs in the order they were learned.
  public let merges: [(left: UInt32, right: UInt32)]
  private let table: PairTable
  private let byteTokens: [UInt32]

  public var size: Int { vocabulary.count }

  /// - Returns: nil when a byte has no token of its own, or a merge makes a token that the vocabulary does not have.
  public init?(vocabulary: [[UInt8]], merges: [(left: UInt32, right: UInt32)]) {
    let ids = Dictionary(
      vocabulary.enumerated().map { ($0.element, UInt32($0.offset)) }, uniquingKeysWith: { a, _ in a })
    var byteTokens: [UInt32] = []
    for byte in UInt8.min...UInt8.max {
      guard let id = ids[[byte]] else { return nil }
      byteTokens.append(id)
    }
    var rows: [(left: UInt32, right: UInt32, token: UInt32)] = []
    rows.reserveCapacity(merges.count)
    for merge in merges {
      guard merge.left < UInt32(vocabulary.count), merge.right < UInt32(vocabulary.count),
        let token = ids[vocabulary[Int(merge.left)] + vocabulary[Int(merge.right)]]
      else { return nil }
      rows.append((merge.left, merge.right, token))
    }
    self.vocabulary = vocabulary
    self.merges = merges
    self.byteTokens = byteTokens
    table = PairTable(rows)
  }

  public func bytes(of token: UInt32) -> [UInt8] {
    Int(token) < vocabulary.count ? vocabulary[Int(token)] : []
  }

  /// Appends the tokens of UTF-8 text.
  public func encode(_ text: UnsafeBufferPointer<UInt8>, into tokens: inout [UInt32]) {
    var symbols: [UInt32] = []
    Pretokenizer.forEachPiece(text) { range in
      symbols.removeAll(keepingCapacity: true)
      for i in range { symbols.append(byteTokens[Int(text[i])]) }
      merge(&symbols)
      tokens.append(contentsOf: symbols)
    }
  }

  private func merge(_ symbols: inout [UInt32]) {
    if symbols.count > 96 { return LongPiece.merge(&symbols, table) }
    while symbols.count > 1 {
      var best = UInt32.max
      var at = 0
      var token: UInt32 = 0
      for i in 0..<symbols.count - 1 {
        if let found = table[symbols[i], symbols[i + 1]], found.rank < best {
          best = found.rank
          at = i
          token = found.token
        }
      }
      if best == .max { return }
      symbols[at] = token
      symbols.remove(at: at + 1)
    }
  }
}
