/// Byte-pair encoding as `tokenizer.json` describes it: over bytes, or over characters with what SentencePiece adds.
struct BytePairs: Sendable {
  struct Options: Sendable {
    var unknown: [UInt8]?
    var fusesUnknown = false
    var fallsBackToBytes = false
    var ignoresMerges = false
    /// Before every character of a piece but the first.
    var prefix: [UInt8] = []
    /// Behind the last character of a piece.
    var suffix: [UInt8] = []
  }

  let table: TokenTable
  let options: Options
  let merges: PairTable
  private let unknown: UInt32?
  /// The token of each byte: as itself, or as `<0x0A>` for what has none; `UInt32.max` where there is none.
  private let byteTokens: [UInt32]
  /// The token of each character of ASCII, `UInt32.max` where there is none.
  private let asciiTokens: [UInt32]
  /// Pieces are bytes, not the characters that stand for them.
  let takesBytes: Bool
  /// The tokens by their bytes when pieces are bytes, to look up whole pieces in.
  private let byBytes: TokenTable?
  /// Where long pieces may be cut; nil where nowhere, or that would change what whole pieces are looked up.
  let cuts: PieceCuts?

  /// - Throws: `TokenizerFileError` for a merge of or into what is no token.
  init(_ table: TokenTable, merges: [(left: UInt32, right: UInt32)], _ options: Options) throws {
    self.table = table
    self.options = options
    var rows: [(left: UInt32, right: UInt32, token: UInt32)] = []
    rows.reserveCapacity(merges.count)
    var joined: [UInt8] = []
    var products: [ArraySlice<UInt8>] = []
    products.reserveCapacity(merges.count)
    // Vocabularies list what merges make in the order of the merges.
    var next: UInt32 = 0
    for merge in merges {
      guard let left = table.string(merge.left), let right = table.string(merge.right) else {
        throw TokenizerFileError("a merge is of a token that the vocabulary does not have")
      }
      joined.removeAll(keepingCapacity: true)
      joined += left
      joined += right.dropFirst(options.prefix.count)
      guard let token = table.id(joined, guess: next) else {
        throw TokenizerFileError(
          "a merge makes '\(String(decoding: joined, as: UTF8.self))', which the vocabulary does not have")
      }
      next = token &+ 1
      if let product = table.string(token) { products.append(product) }
      rows.append((merge.left, merge.right, token))
    }
    self.merges = PairTable(rows)
    unknown = options.unknown.flatMap { table[$0] }
    asciiTokens = (UInt8.min..<0x80).map { table[[$0]] ?? .max }
    byteTokens = (UInt8.min...UInt8.max).map { byte in
      let digits = Array("0123456789ABCDEF".utf8)
      return table[Array("<0x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]] + Array(">".utf8)]
        ?? .max
    }
    takesBytes = false
    byBytes = nil
    cuts = Self.cuts(table, merges, products, options, unknown, byteTokens)
  }

  /// For pieces of bytes, with a vocabulary that ranks its tokens, by their ids: a piece that is a token is taken whole.
  init(rankedBytes table: TokenTable) throws {
    self.table = table
    options = Options(ignoresMerges: true)
    byteTokens = try (UInt8.min...UInt8.max).map { byte in
      guard let id = table[[byte]] else { throw TokenizerFileError("the byte \(byte) has no token") }
      return id
    }
    merges = RankedMerges.table(table) { $0 }
    takesBytes = true
    unknown = nil
    asciiTokens = []
    byBytes = nil
    cuts = nil
  }

  /// The same model for pieces of bytes; nil when a byte has no token, or pieces need more than their bytes.
  func forBytes() -> BytePairs? {
    guard options.prefix.isEmpty, options.suffix.isEmpty else { return nil }
    var tokens: [UInt32] = []
    for scalar in ByteAlphabet.scalars {
      guard let id = table[Array(String(scalar).utf8)] else { return nil }
      tokens.append(id)
    }
    return BytePairs(self, tokens)
  }

  private init(_ other: BytePairs, _ byteTokens: [UInt32]) {
    table = other.table
    options = other.options
    merges = other.merges
    unknown = other.unknown
    asciiTokens = other.asciiTokens
    self.byteTokens = byteTokens
    takesBytes = true
    cuts = nil
    var byBytes: TokenTable?
    if other.options.ignoresMerges {
      var all = TokenTable(expecting: other.table.count)
      other.table.forEach { string, id in
        if let bytes = ByteAlphabet.bytes(string) { all.add(bytes, id: id) }
      }
      byBytes = all
    }
    self.byBytes = byBytes
  }

  private static func cuts(
    _ table: TokenTable, _ merges: [(left: UInt32, right: UInt32)], _ products: [ArraySlice<UInt8>],
    _ options: Options, _ unknown: UInt32?, _ byteTokens: [UInt32]
  ) -> PieceCuts? {
    guard options.prefix.isEmpty, options.suffix.isEmpty, !options.ignoresMerges else { return nil }
    // Where some bytes have no token, unknown ones come out of order.
    let fallsBack = options.fallsBackToBytes
    if fallsBack, byteTokens.contains(.max) { return nil }
    // What is left out brings others together.
    if !fallsBack, options.unknown == nil { return nil }
    // These would be merged without what they stand for being in the product.
    let standIns = Set((fallsBack ? byteTokens : []) + (unknown.map { [$0] } ?? []))
    if merges.contains(where: { standIns.contains($0.left) || standIns.contains($0.right) }) { return nil }
    return PieceCuts(
      products: products, known: { table[[$0]] != nil }, fallsBack: fallsBack,
      fuses: options.fusesUnknown && options.unknown != nil)
  }

  func tokenize(
    _ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [PieceToken], _ scratch: inout MergeScratch
  ) throws {
    try tokenize(piece, &scratch)
    var from = 0
    for place in 0..<scratch.parts.count {
      let part = scratch.parts[place]
      tokens.append(PieceToken(id: part.id, from: from, to: from + Int(part.length)))
      from += Int(part.length)
    }
  }

  /// Leaves the tokens of a piece in `scratch`.
  func tokenize(_ piece: UnsafeBufferPointer<UInt8>, _ scratch: inout MergeScratch) throws {
    scratch.begin()
    if piece.isEmpty { return }
    if options.ignoresMerges, let id = (byBytes ?? table)[piece] { return scratch.add(id, piece.count) }
    if takesBytes {
      byteTokens.withUnsafeBufferPointer { scratch.begin(piece, $0) }
    } else if options.prefix.isEmpty, options.suffix.isEmpty {
      try characters(piece, &scratch)
    } else {
      try affixed(piece, &scratch)
    }
    scratch.merge(merges)
  }

  /// What waits to become the unknown token.
  private struct Unknown {
    var length = 0
    var id: UInt32?

    mutating func flush(_ scratch: inout MergeScratch) {
      if let id { scratch.add(id, length) }
      id = nil
      length = 0
    }
  }

  private func characters(_ piece: UnsafeBufferPointer<UInt8>, _ scratch: inout MergeScratch) throws {
    var waiting = Unknown()
    var place = 0
    while place < piece.count {
      let (codePoint, length) = UTF8Scalars.decode(piece, place)
      let character = UnsafeBufferPointer(rebasing: piece[place..<place + length])
      let id = codePoint < 0x80 ? asciiTokens[Int(codePoint)] : table[character] ?? .max
      try add(id, character, length, &waiting, &scratch)
      place += length
    }
    waiting.flush(&scratch)
  }

  private func affixed(_ piece: UnsafeBufferPointer<UInt8>, _ scratch: inout MergeScratch) throws {
    var waiting = Unknown()
    var place = 0
    while place < piece.count {
      let length = UTF8Scalars.decode(piece, place).length
      var character = Array(piece[place..<place + length])
      if place > 0 { character = options.prefix + character }
      if place + length == piece.count { character += options.suffix }
      try character.withUnsafeBufferPointer {
        try add(table[$0] ?? .max, $0, length, &waiting, &scratch)
      }
      place += length
    }
    waiting.flush(&scratch)
  }

  @inline(__always)
  private func add(
    _ id: UInt32, _ character: UnsafeBufferPointer<UInt8>, _ length: Int, _ waiting: inout Unknown,
    _ scratch: inout MergeScratch
  ) throws {
    if id != .max {
      waiting.flush(&scratch)
      scratch.add(id, length)
      return
    }
    if options.fallsBackToBytes, character.allSatisfy({ byteTokens[Int($0)] != .max }) {
      for byte in character { scratch.add(byteTokens[Int(byte)], 1) }
      return
    }
    guard let name = options.unknown else { return }
    if waiting.id != nil, options.fusesUnknown {
      waiting.length += length
      return
    }
    waiting.flush(&scratch)
    guard let unknown else { throw TokenizerError.noUnknownToken(String(decoding: name, as: UTF8.self)) }
    waiting = Unknown(length: length, id: unknown)
  }
}
