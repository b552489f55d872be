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
    var next = 0
    for (index, segment) in group.segments.enumerated() {
      guard segment.start == next, segment.count >= 0, segment.count <= n - next else {
        throw bad("segment \(index) does not follow the one before it")
      }
      next += segment.count
      if let parent = segment.parent, !(0..<index).contains(parent) {
        throw bad("segment \(index) continues segment \(parent), which does not stand before it")
      }
      guard (segment.parent == nil) == (index == 0) else {
        throw bad("a tree has one root, and it stands first")
      }
    }
    guard next == n else { throw bad("segments cover \(next) of \(n) tokens") }
    for pair in group.pairs {
      guard group.segments.indices.contains(pair.winner), group.segments.indices.contains(pair.loser),
        pair.winner != pair.loser
      else { throw bad("a pair names segments that the tree does not have") }
    }
    for span in group.mediaSpans {
      guard span.start >= 0, span.count >= 0, span.start <= n, span.count <= n - span.start,
        TokenFrameCoding.kinds.contains(span.kind)
      else { throw bad("a medium lies outside the tokens") }
    }
  }
}
