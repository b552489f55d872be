/// What stands before a text, as far as its tokens depend on it.
///
/// Some tokenizers put a space before the first piece of a text, or take spaces away there. A text that goes on has its
/// pieces as they are: the tokens of its parts, one after the other, are those of the whole wherever the whole would be
/// cut into pieces between the parts, as it always is behind an added token.
///
///     var context = TextContext.beginning
///     try tokenizer.encode("The first part", after: &context, into: &ids)
///     try tokenizer.encode(" and the second", after: &context, into: &ids)
public struct TextContext: Sendable, Equatable {
  /// Nothing stands before: the text begins.
  public static let beginning = TextContext()
  /// Text stands before, and goes on.
  public static let text = TextContext(isBeginning: false, goesOn: true, pieceGoesOn: true)
  /// An added token stands before.
  public static let token = TextContext(isBeginning: false)

  private(set) var isBeginning = true
  /// What is normalized together goes on.
  private(set) var goesOn = false
  /// What is cut into pieces together goes on.
  private(set) var pieceGoesOn = false
  /// The added token before takes the spaces behind it along; of the two, one found in the text as it is or normalized.
  private(set) var takesSpace = false
  private(set) var takesNormalizedSpace = false
  /// The last character.
  private(set) var last: UInt32?

  /// Behind an added token.
  mutating func pass(_ token: AddedToken?, normalized: Bool) {
    pieceGoesOn = false
    if normalized {
      takesNormalizedSpace = token?.takesSpaceBehind ?? false
    } else {
      goesOn = false
      takesSpace = token?.takesSpaceBehind ?? false
      takesNormalizedSpace = false
    }
  }

  /// Behind text that has been normalized.
  mutating func passNormalized() {
    goesOn = true
    takesSpace = false
  }

  /// Behind text that has been cut into pieces.
  mutating func passPieces() {
    pieceGoesOn = true
    takesNormalizedSpace = false
  }

  /// Behind all of a text.
  mutating func pass(_ text: UnsafeBufferPointer<UInt8>) {
    guard !text.isEmpty else { return }
    isBeginning = false
    last = UTF8Scalars.decode(text, UTF8Scalars.before(text.count, text)).codePoint
  }
}
