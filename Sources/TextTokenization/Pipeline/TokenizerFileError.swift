/// Why a `tokenizer.json` cannot be used.
public struct TokenizerFileError: Error, Sendable, Equatable, CustomStringConvertible {
  public var description: String
  /// The component that is not supported, by the name that the file gives it.
  public var unsupported: String?
  public init(_ description: String, unsupported: String? = nil) {
    self.description = description
    self.unsupported = unsupported
  }
}
