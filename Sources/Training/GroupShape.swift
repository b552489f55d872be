import ByteStreams
import Objectives
import TokenTrees

/// What a group costs and counts, known before it is laid out: the chosen candidates and the segments above them.
public struct GroupShape: Sendable, Equatable {
  /// Segments to run, in order, parents before children, without empty ones.
  public var segments: [Int]
  /// The candidates among them (an empty candidate counts here, not there).
  public var sequences: [Int]
  /// Rows in the model.
  public var tokens: Int
  /// Tokens that count in a likelihood.
  public var queries: Int
  public var pairs: Int

  /// Checks that every index stays inside the group, so that what follows can trust it.
  public init(_ group: TokenGroup, _ choice: SequenceChoice) throws(TrainingError) {
    try Self.check(group)
    sequences = choice.segments(of: group)
    var wanted = [Bool](repeating: false, count: group.segments.count)
    for sequence in sequences {
      var next: Int? = sequence
      while let segment = next, !wanted[segment] {
        wanted[segment] = true
        next = group.segments[segment].parent
      }
    }
    segments = group.segments.indices.filter { wanted[$0] && group.segments[$0].count > 0 }
    tokens = segments.reduce(0) { $0 + group.segments[$1].count }
    queries = 0
    for sequence in sequences {
      let segment = group.segments[sequence]
      let rooted = Self.rowAbove(sequence, in: group) != nil
      for t in segment.start..<segment.start + segment.count
      where group.lossMask[t] == 1 && (t > segment.start || rooted) {
        queries += 1
      }
    }
    pairs = group.pairs.count
  }

  /// The token that predicts a segment's first one: the last of the nearest segment above that has any.
  static func rowAbove(_ segment: Int, in group: TokenGroup) -> Int? {
    var next = group.segments[segment].parent
    while let index = next {
      let parent = group.segments[index]
      if parent.count > 0 { return parent.start + parent.count - 1 }
      next = parent.parent
    }
    return nil
  }

  private static func check(_ group: TokenGroup) throws(TrainingError) {
    func fail(_ what: String) -> TrainingError {
      TrainingError("record \(group.record.hex.prefix(12)): token group is broken: \(what)")
    }
    let count = group.tokens.count
    guard group.lossMask.count == count else {
      throw fail("\(group.lossMask.count) loss marks for \(count) tokens")
    }
    if let reference = group.referenceLogProbabilities, reference.count != count {
      throw fail("\(reference.count) reference log-probabilities for \(count) tokens")
    }
    for (i, segment) in group.segments.enumerated() {
      guard segment.start >= 0, segment.count >= 0, segment.start <= count,
        segment.count <= count - segment.start
      else { throw fail("segment \(i) leaves its \(count) tokens") }
      if let parent = segment.parent, !(0..<i).contains(parent) {
        throw fail("segment \(i) continues segment \(parent)")
      }
    }
    let segments = group.segments.count
    for pair in group.pairs {
      for index in [pair.winner, pair.loser]
      where !(0..<segments).contains(index) || group.segments[index].role != .candidate {
        throw fail("a pair names segment \(index), which is no candidate")
      }
    }
  }
}
