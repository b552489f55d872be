/// What becomes of a tree with more tokens than are wanted.
///
/// No cut goes through a medium: one that it would touch goes whole. No response goes whole: where that would be needed,
/// the tree cannot be cut.
public enum Truncation: String, Sendable, CaseIterable {
  /// It is left out.
  case drop
  /// The prompt loses its beginning, but for a first `bos`; at least its last token stays.
  case left
  /// The responses lose their ends, the longest first, with what closes them.
  case right
}

extension TokenGroup {
  /// The tree with at most `limit` tokens; itself when it has no more.
  ///
  /// - Parameter bos: the token that stays where a prompt begins with it.
  /// - Returns: nil when it has to be left out.
  public func cut(to limit: Int, _ truncation: Truncation, bos: UInt32) -> TokenGroup? {
    if tokens.count <= limit { return self }
    return switch truncation {
    case .drop: nil
    case .left: cutLeft(tokens.count - limit, bos: bos)
    case .right: cutRight(to: limit)
    }
  }

  private func cutLeft(_ excess: Int, bos: UInt32) -> TokenGroup? {
    guard let prompt = segments.first else { return nil }
    let start = tokens.first == bos && prompt.count > 0 ? 1 : 0
    var end = start + excess
    if let span = mediaSpans.first(where: { $0.start < end && end < $0.start + $0.count }) {
      end = span.start + span.count
    }
    guard end < prompt.count else { return nil }
    return removing([start..<end])
  }

  private func cutRight(to limit: Int) -> TokenGroup? {
    guard segments.count > 1 else { return nil }
    let room = limit - segments[0].count
    var lengths = segments.dropFirst().map(\.count)
    guard room >= lengths.count, let most = Self.evenLimit(lengths, room: room) else { return nil }
    for index in lengths.indices where lengths[index] > most {
      let segment = segments[index + 1]
      var end = segment.start + most
      if let span = mediaSpans.first(where: { $0.start < end && end < $0.start + $0.count }) {
        end = span.start
      }
      guard end > segment.start, lossMask[segment.start..<end].contains(1) else { return nil }
      lengths[index] = end - segment.start
    }
    return removing(
      zip(segments.dropFirst(), lengths).map { $0.start + $1..<$0.start + $0.count }.filter { !$0.isEmpty })
  }

  /// The greatest length to which lengths can be cut so that they sum up to no more than `room`; nil for none above 0.
  private static func evenLimit(_ lengths: [Int], room: Int) -> Int? {
    var left = room
    for (place, length) in lengths.sorted().enumerated() {
      let share = left / (lengths.count - place)
      if length > share { return share > 0 ? share : nil }
      left -= length
    }
    return lengths.max()
  }

  /// - Parameter ranges: of tokens, in order, each within one segment.
  private func removing(_ ranges: [Range<Int>]) -> TokenGroup {
    func removed(before place: Int) -> Int {
      ranges.reduce(0) { $0 + max(0, min($1.upperBound, place) - $1.lowerBound) }
    }
    func kept<Element>(_ values: [Element]) -> [Element] {
      var (kept, place): ([Element], Int) = ([], 0)
      for range in ranges {
        kept += values[place..<range.lowerBound]
        place = range.upperBound
      }
      return kept + values[place...]
    }
    var cut = self
    cut.tokens = kept(tokens)
    cut.lossMask = kept(lossMask)
    cut.referenceLogProbabilities = referenceLogProbabilities.map(kept)
    cut.segments = segments.map { segment in
      var segment = segment
      let end = segment.start + segment.count
      segment.count = end - removed(before: end) - (segment.start - removed(before: segment.start))
      segment.start -= removed(before: segment.start)
      return segment
    }
    cut.mediaSpans = mediaSpans.compactMap { span in
      if ranges.contains(where: { $0.contains(span.start) }) { return nil }
      var span = span
      span.start -= removed(before: span.start)
      return span
    }
    return cut
  }
}
