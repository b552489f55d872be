/// Text to tokens and back: by a tokenizer's file, or byte by byte.
public enum TextTokenizer: Sendable {
  /// Token b is the byte b.
  case bytes
  case file(Tokenizer)

  /// Ids are 0 ..< size.
  public var size: Int {
    switch self {
    case .bytes: 256
    case .file(let tokenizer): tokenizer.size
    }
  }

  /// Appends the tokens of a text, without those that a file puts around every text.
  public func encode(_ text: String, into tokens: inout [UInt32]) throws {
    switch self {
    case .bytes: tokens.append(contentsOf: text.utf8.lazy.map(UInt32.init))
    case .file(let tokenizer): try tokenizer.encode(text, addsSpecialTokens: false, into: &tokens)
    }
  }

  public func encode(_ text: String) throws -> [UInt32] {
    var tokens: [UInt32] = []
    try encode(text, into: &tokens)
    return tokens
  }

  /// The bytes that a token adds to a text (`Tokenizer.bytes(of:)`); none of an added token, which is no text, and of an
  /// id out of range.
  public func bytes(_ token: UInt32) -> [UInt8] {
    switch self {
    case .bytes: UInt8(exactly: token).map { [$0] } ?? []
    case .file(let tokenizer): tokenizer.isSpecial(token) ? [] : tokenizer.bytes(of: token) ?? []
    }
  }
}
