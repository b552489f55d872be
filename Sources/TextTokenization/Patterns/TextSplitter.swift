/// Cuts text where one regular expression matches.
///
/// The bytes `from ..< to` stand for a whole text of their own: a pattern that looks ahead or behind sees their ends as
/// the ends of the text. They must be valid UTF-8; what is not is cut at some place inside the range, and nothing
/// outside it is read.
public protocol TextSplitter: Sendable {
  /// Calls `piece` with the start and end of every match and of every gap between matches, in order; together they
  /// cover `from ..< to`, and none is empty, unless the pattern itself matches empty text.
  ///
  /// - Throws: what `piece` throws, or a ``SplitError`` when a pattern takes more steps than it may.
  func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws

  /// As ``split(_:from:to:_:)``, and says of every piece whether it is a match.
  func splitMarked(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int, Bool) throws -> Void
  ) throws
}

/// Why text could not be split.
public enum SplitError: Error, Equatable {
  /// The pattern is no regular expression, or one that is too large.
  case badPattern(String, why: String)
  /// Matching took more steps, time or memory than it may; the byte is where the search had come to.
  case tooMuchWork(pattern: String, byte: Int, why: String)
}

extension SplitError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badPattern(let pattern, let why): "the pattern \(pattern) cannot be used: \(why)"
    case .tooMuchWork(let pattern, let byte, let why):
      "the pattern \(pattern) takes too much work at byte \(byte) of a text: \(why)"
    }
  }
}
