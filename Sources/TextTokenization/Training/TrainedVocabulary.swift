/// A byte-level vocabulary as it was learned.
public struct TrainedVocabulary: Sendable {
  /// The text of each token in the file: special tokens as they are, the others in the characters that stand for bytes.
  public let names: [String]
  /// Pairs of tokens in the order in which they are merged.
  public let merges: [(left: UInt32, right: UInt32)]
  /// The ids of the special tokens, in the order in which they were asked for, without repetitions.
  public let specialTokens: [UInt32]

  /// Number of tokens; ids are 0 ..< size.
  public var size: Int { names.count }

  public init(names: [String], merges: [(left: UInt32, right: UInt32)], specialTokens: [UInt32] = []) {
    self.names = names
    self.merges = merges
    self.specialTokens = specialTokens
  }
}
