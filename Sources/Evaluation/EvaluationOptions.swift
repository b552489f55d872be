/// What an evaluation is asked for.
public struct EvaluationOptions: Sendable, Equatable {
  /// A further way to group pairs, from the modality key alone.
  public enum Grouping: String, Sendable, CaseIterable {
    /// Input and output: `ti2t`.
    case modality
    /// What stands before the 2: `ti`.
    case input
    /// What stands after the 2: `t`.
    case output

    public func key(_ pair: ScoredPair) -> String {
      let parts = pair.modality.split(separator: "2", maxSplits: 1, omittingEmptySubsequences: false)
      switch self {
      case .modality: return pair.modality
      case .input: return String(parts.first ?? "")
      case .output: return parts.count > 1 ? String(parts[1]) : ""
      }
    }
  }

  public var replicates = 1000
  public var seed: UInt64 = 0
  public var threads = 1
  /// `modality` is always there.
  public var groupings: [Grouping] = [.modality]

  public init() {}
}
