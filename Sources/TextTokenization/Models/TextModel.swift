/// A token of a piece, and where it stands in it.
struct PieceToken: Sendable, Equatable {
  var id: UInt32
  var from: Int
  var to: Int
}

/// What turns a piece of text into tokens.
enum TextModel: Sendable {
  case bytePairs(BytePairs)
  case unigram(Unigram)
  case wordPiece(WordPiece)
  case sentencePieces(SentencePieces)

  /// The vocabulary without added tokens.
  var table: TokenTable {
    switch self {
    case .bytePairs(let model): model.table
    case .unigram(let model): model.table
    case .wordPiece(let model): model.table
    case .sentencePieces(let model): model.table
    }
  }

  /// Appends the tokens of a piece.
  func tokenize(
    _ piece: UnsafeBufferPointer<UInt8>, into tokens: inout [PieceToken], _ scratch: inout MergeScratch
  ) throws {
    switch self {
    case .bytePairs(let model): try model.tokenize(piece, into: &tokens, &scratch)
    case .unigram(let model): try model.tokenize(piece, into: &tokens)
    case .wordPiece(let model): try model.tokenize(piece, into: &tokens)
    case .sentencePieces(let model): try model.tokenize(piece, into: &tokens, &scratch)
    }
  }
}

/// Why text could not be made into tokens.
public enum TokenizerError: Error, Equatable, CustomStringConvertible {
  /// The model needs its unknown token, and has none.
  case noUnknownToken(String)
  /// The bytes are not UTF-8; the caller says what stands for those that are not.
  case notUTF8
  /// A word of the text is a control piece of a SentencePiece model, which text has none of.
  case controlPiece(UInt32)
  /// The text is longer than 2 GiB.
  case tooLong

  public var description: String {
    switch self {
    case .noUnknownToken(let name):
      "the text has a character without a token, and the vocabulary has no unknown token"
        + (name.isEmpty ? "" : " '\(name)'")
    case .notUTF8: "the text is not UTF-8"
    case .controlPiece(let id): "a word of the text is the model's control piece \(id)"
    case .tooLong: "the text is too long to be tokenized at once"
    }
  }
}
