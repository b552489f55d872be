/// Why token columns or a tokenizer's description could not be read.
public struct TokenStreamError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    /// A column is missing, has another type, another length, or values that point outside.
    case badColumns
    /// A token that the vocabulary does not have.
    case tokenOutOfRange
    /// A plan that names no waiting group, names one twice, or leaves some over at the end.
    case badPlan
    /// META has no tokenizer, or one that this version does not understand.
    case badLayout
    /// Two members that were tokenized differently.
    case mixedLayouts
    /// Records where token groups were expected.
    case noTokens
  }
  /// What to say of a stream of tokens whose META has no vocabulary, as a recovered one may be.
  public static let withoutTokenizer =
    "its META has no tokenizer; put it back with aa-cat recover --meta-from, or tokenize the records again"

  public var reason: Reason
  public var description: String
  public init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}
