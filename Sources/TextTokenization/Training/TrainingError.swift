/// Why a vocabulary cannot be trained.
public enum TrainingError: Error, Equatable {
  /// The size is below the 256 bytes and the special tokens, or above 2^24.
  case badSize(Int, least: Int)
  /// A special token is empty.
  case emptySpecialToken
  /// One text is 4 GiB or more.
  case textTooLong(bytes: Int)
  /// The distinct pieces of the text are longer than can be counted here, two thousand million bytes.
  case tooManyPieces(bytes: Int)
}

extension TrainingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badSize(let size, let least):
      "a vocabulary of \(size) tokens cannot be made: with the 256 bytes and the special tokens it has at least \(least), and "
        + "at most \(1 << 24)"
    case .emptySpecialToken: "a special token is empty"
    case .textTooLong(let bytes): "a text of \(bytes) bytes is longer than can be trained on; cut it"
    case .tooManyPieces(let bytes):
      "the pieces of the text that differ are \(bytes) bytes, more than can be trained on; use a part of the text"
    }
  }
}
