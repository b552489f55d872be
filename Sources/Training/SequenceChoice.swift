import Objectives
import TokenTrees

/// Which candidates of a group an objective trains on.
public enum SequenceChoice: Sendable, Equatable {
  /// Those that take part in a pair; a group without pairs has none.
  case paired
  /// Those that no candidate beats: the winners, or all candidates of a group that nobody judged.
  case chosen
  /// Every candidate.
  case all

  public init(for needs: ObjectiveNeeds) { self = needs.pairs ? .paired : .chosen }

  /// Segment indices in order.
  public func segments(of group: TokenGroup) -> [Int] {
    let candidates = group.segments.indices.filter { group.segments[$0].role == .candidate }
    switch self {
    case .all: return candidates
    case .paired:
      return candidates.filter { i in group.pairs.contains { $0.winner == i || $0.loser == i } }
    case .chosen:
      if group.pairs.isEmpty { return candidates }
      return candidates.filter { i in
        group.pairs.contains { $0.winner == i } && !group.pairs.contains { $0.loser == i }
      }
    }
  }
}
