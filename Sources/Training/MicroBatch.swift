import Models
import Objectives
import TokenTrees

/// Token groups laid out for one forward and backward pass.
public struct MicroBatch: Sendable {
  /// Where a sequence came from.
  public struct Sequence: Sendable, Equatable {
    /// Index of the group in the order in which groups were added.
    public var group: Int
    /// Segment in that group.
    public var segment: Int
  }

  public private(set) var tree = TreeBatch()
  public private(set) var sequences: [Sequence] = []
  /// Sequence `i` owns the queries `offsets[i]..<offsets[i + 1]`.
  public private(set) var offsets = [0]
  /// The token in its group that each query asks for.
  public private(set) var queryTokens: [Int] = []
  /// Stored reference log-probability of each query; empty unless every group carries them.
  public private(set) var reference: [Float] = []
  public private(set) var pairs: [SequencePair] = []
  private var groups = 0
  private var haveReference = true

  public init() {}

  public var referenceIsStored: Bool { haveReference && reference.count == queryTokens.count }

  /// Appends a group.
  /// - Parameters:
  ///   - queries: whether log-probabilities will be asked for.
  ///   - scores: whether each candidate's last row goes to the score head.
  public mutating func add(_ group: TokenGroup, _ shape: GroupShape, queries: Bool, scores: Bool) {
    var row = [Int](repeating: 0, count: group.segments.count)
    var place = [Int](repeating: -1, count: group.segments.count)
    var depth = [Int](repeating: 0, count: group.segments.count)
    for index in shape.segments {
      let segment = group.segments[index]
      let parent = Self.nonEmptyParent(index, in: group)
      let start = tree.tokens.count
      row[index] = start
      depth[index] = parent.map { depth[$0] + group.segments[$0].count } ?? 0
      place[index] = tree.segments.count
      tree.segments.append(
        .init(start: start, count: segment.count, parent: parent.map { place[$0] } ?? -1))
      for i in 0..<segment.count {
        tree.tokens.append(Int32(truncatingIfNeeded: group.tokens[segment.start + i]))
        tree.positions.append(Int32(depth[index] + i))
      }
    }
    var sequenceOf = [Int](repeating: -1, count: group.segments.count)
    for index in shape.sequences {
      sequenceOf[index] = sequences.count
      sequences.append(Sequence(group: groups, segment: index))
      let above = Self.nonEmptyParent(index, in: group).map { row[$0] + group.segments[$0].count - 1 }
      if queries { addQueries(group, index, row: row[index], above: above) }
      offsets.append(queryTokens.count)
      let count = group.segments[index].count
      if scores { tree.scoreRows.append(Int32(count > 0 ? row[index] + count - 1 : above ?? 0)) }
    }
    for pair in group.pairs where sequenceOf[pair.winner] >= 0 && sequenceOf[pair.loser] >= 0 {
      pairs.append(SequencePair(winner: sequenceOf[pair.winner], loser: sequenceOf[pair.loser]))
    }
    groups += 1
  }

  private mutating func addQueries(_ group: TokenGroup, _ index: Int, row: Int, above: Int?) {
    let segment = group.segments[index]
    for i in 0..<segment.count where group.lossMask[segment.start + i] == 1 {
      guard let from = i > 0 ? row + i - 1 : above else { continue }
      tree.queryRows.append(Int32(from))
      tree.queryTargets.append(Int32(truncatingIfNeeded: group.tokens[segment.start + i]))
      queryTokens.append(segment.start + i)
      if let stored = group.referenceLogProbabilities {
        reference.append(stored[segment.start + i])
      } else {
        haveReference = false
      }
    }
  }

  private static func nonEmptyParent(_ segment: Int, in group: TokenGroup) -> Int? {
    var next = group.segments[segment].parent
    while let index = next, group.segments[index].count == 0 { next = group.segments[index].parent }
    return next
  }
}
