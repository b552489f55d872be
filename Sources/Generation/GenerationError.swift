/// Why no response could be generated, in words for a person.
public struct GenerationError: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    /// The model's logits are no numbers, or none of them allows a token: the model is broken.
    case badLogits
    /// A reward model, or one whose vocabulary does not hold the layout's.
    case wrongModel
    /// The prompt fills the model's context.
    case promptTooLong
    /// The media that every response needs do not fit into its tokens.
    case noRoom
    /// A medium of the prompt cannot be decoded.
    case badMedium
    /// Tokens that are no response: another vocabulary's.
    case badTokens
  }
  public var reason: Reason
  public var description: String

  public init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }

  /// Whether only the record at hand is at fault, so that others may still be answered.
  public var isOfOneRecord: Bool {
    switch reason {
    case .promptTooLong, .noRoom, .badMedium: true
    case .badLogits, .wrongModel, .badTokens: false
    }
  }
}
