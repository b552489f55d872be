extension Tokenizer {
  /// Reads a SentencePiece model: what its trainer writes as `.model`. The tokens of a text are those that
  /// SentencePiece's `encode` gives, and decoding is its `decode`.
  ///
  /// Control pieces (`<s>`, `</s>`, `[INST]`) are not found in text and not put around it; ``id(of:)`` knows their ids.
  /// User-defined pieces are found.
  ///
  /// The `tokenizer.json` that transformers makes of such a model is another tokenizer:
  ///
  /// - it finds control pieces in text, and puts `<s>` before it;
  /// - text between such tokens is encoded piece by piece, each with a space before it or only the first, as a flag says;
  /// - its merges are a list of pairs, in which those of equal scores have an order of their own; here the leftmost is
  ///   merged first. Pieces marked as unused are used;
  /// - its unigram model adds scores up as `Double`, and word by word where spaces are cut at first;
  /// - the table of characters is applied to whole grapheme clusters, by the shortest string that is in it and not the
  ///   longest; T5's and others replace runs of spaces afterwards.
  ///
  /// - Parameter sentencePiece: the bytes of the file, a ModelProto. Its unigram, byte-pair, character and word models
  ///   are known.
  /// - Throws: ``TokenizerFileError`` for what is broken or cut off, and for what SentencePiece refuses.
  public init(sentencePiece: [UInt8]) throws {
    let file = try sentencePiece.withUnsafeBufferPointer { try SentencePieceFile($0) }
    var userDefined = ByteTrie()
    for (id, piece) in file.pieces.enumerated() where piece.kind == .userDefined {
      guard userDefined.add(piece.text, value: UInt32(id)) else {
        throw TokenizerFileError("the vocabulary is too large")
      }
    }
    let pieces = try SentencePieces(file, userDefined: userDefined)
    let controls = file.pieces.enumerated().filter { $1.kind == .control }.map { id, piece in
      var token = AddedToken(content: String(decoding: piece.text, as: UTF8.self), id: UInt32(id))
      token.isNormalized = false
      token.isSpecial = true
      return token
    }
    self.init(
      TokenizerParts(
        model: .sentencePieces(pieces),
        normalizer: .sentencePiece(
          try SentencePieceNormalizer(
            file.normalizer, putsSpaceBehind: file.putsSpaceBehind, userDefined: userDefined)),
        preTokenizer: nil, processors: [], decoder: nil,
        added: try AddedTokens(controls, nil, areFound: false), notes: []))
  }
}
