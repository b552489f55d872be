/// Text to tokens and back. Every tokenizer here covers every byte string: nothing is unknown, nothing is lost.
public enum TextTokenizer: Sendable {
  /// Token b is the byte b.
  case bytes
  case bytePairs(BPEModel)

  /// Number of tokens; ids are 0 ..< size.
  public var size: Int {
    switch self {
    case .bytes: 256
    case .bytePairs(let model): model.size
    }
  }

  /// Appends the tokens of UTF-8 text.
  public func encode(_ text: String, into tokens: inout [UInt32]) {
    var text = text
    text.withUTF8 { utf8 in
      switch self {
      case .bytes: tokens.append(contentsOf: utf8.lazy.map(UInt32.init))
      case .bytePairs(let model): model.encode(utf8, into: &tokens)
      }
    }
  }

  public func encode(_ text: String) -> [UInt32] {
    var tokens: [UInt32] = []
    encode(text, into: &tokens)
    return tokens
  }

  /// The bytes of tokens; an id out of range has none.
  public func bytes(_ tokens: some Sequence<UInt32>) -> [UInt8] {
    switch self {
    case .bytes: tokens.compactMap { UInt8(exactly: $0) }
    case .bytePairs(let model): tokens.flatMap { model.bytes(of: $0) }
    }
  }
}
