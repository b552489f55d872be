/// The invariants of a group, for what comes from a program and for what comes from a file.
enum TokenGroupChecks {
  /// - Throws: badColumns, tokenOutOfRange.
  static func check(_ group: TokenGroup, vocabularySize: Int) throws(TokenStreamError) {
    func bad(_ what: String) -> TokenStreamError {
      TokenStreamError(.badColumns, "record \(group.record): \(what)")
    }
    let n = group.tokens.count
    guard group.lossMask.count == n else { throw bad("\(group.lossMask.count) loss marks for \(n) tokens") }
    if let reference = group.referenceLogProbabilities, reference.count != n {
      throw bad("\(reference.count) reference log-probabilities for \(n) tokens")
    }
    guard group.lossMask.allSatisfy({ $0 <= 1 }) else { throw bad("a loss mark that is neither 0 nor 1") }
    if let token = group.tokens.first(where: { $0 >= UInt32(clamping: vocabularySize) }) {
      throw TokenStreamError(
        .tokenOutOfRange, "record \(group.record): token \(token) in a vocabulary of \(vocabularySize)")
    }
    guard !group.segments.isEmpty else { throw bad("a tree without segments") }
    var next = 0
    for (index, segment) in group.segments.enumerated() {
      guard segment.start == next, segment.count >= 0, segment.count <= n - next else {
        throw bad("segment \(index) does not follow the one before it")
      }
      next += segment.count
      guard segment.parent == (index == 0 ? nil : 0), segment.role == (index == 0 ? .prompt : .candidate)
      else {
        throw bad("a tree is a prompt and the candidates that continue it, and segment \(index) is neither")
      }
    }
    guard next == n else { throw bad("segments cover \(next) of \(n) tokens") }
    guard group.lossMask.prefix(group.segments[0].count).allSatisfy({ $0 == 0 }) else {
      throw bad("a prompt whose tokens count in a likelihood")
    }
    for pair in group.pairs {
      guard group.segments.indices.dropFirst().contains(pair.winner),
        group.segments.indices.dropFirst().contains(pair.loser), pair.winner != pair.loser
      else { throw bad("a pair that is not two candidates of the tree") }
    }
    for span in group.mediaSpans {
      guard span.start >= 0, span.count >= 2, TokenFrameCoding.kinds.contains(span.kind),
        group.segments.contains(where: {
          span.start >= $0.start && span.count <= $0.count && span.start - $0.start <= $0.count - span.count
        })
      else { throw bad("a medium does not lie within one segment, with its two marks") }
    }
  }
}
