/// The longest token that begins a word, then again for the rest of it.
struct WordPiece: Sendable {
  let table: TokenTable
  let unknown: [UInt8]
  /// Before every token that does not begin a word.
  let prefix: [UInt8]
  /// Words of more characters are unknown.
  let longestWord: Int

  func tokenize(_ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [PieceToken]) throws {
    if piece.isEmpty { return }
    let before = tokens.count
    var characters = 0
    for byte in piece where byte & 0xC0 != 0x80 { characters += 1 }
    var word = characters <= longestWord
    var start = 0
    var string: [UInt8] = []
    while word, start < piece.count {
      var end = piece.count
      var found: UInt32?
      string.removeAll(keepingCapacity: true)
      if start > 0 { string += prefix }
      string += piece[start..<end]
      while start < end {
        found = table[string]
        if found != nil { break }
        let last = UTF8Scalars.before(end, piece, from: start)
        string.removeLast(end - last)
        end = last
      }
      if let found {
        tokens.append(PieceToken(id: found, from: start, to: end))
        start = end
      } else {
        word = false
      }
    }
    if word { return }
    tokens.removeLast(tokens.count - before)
    guard let id = table[unknown] else {
      throw TokenizerError.noUnknownToken(String(decoding: unknown, as: UTF8.self))
    }
    tokens.append(PieceToken(id: id, from: 0, to: piece.count))
  }
}
