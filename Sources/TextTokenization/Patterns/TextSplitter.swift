/// Cuts text where one regular expression matches.
///
/// The bytes `from ..< to` stand for a whole text of their own: a pattern that looks ahead or behind sees their ends as
/// the ends of the text. They must be valid UTF-8: what is not may be cut at any byte, or be an error; nothing outside the
/// range is read.
public protocol TextSplitter: Sendable {
  /// Calls `piece` with the start and end of every match and of every gap between matches, in order; together they
  /// cover `from ..< to`, and none is empty.
  ///
  /// - Throws: what `piece` throws, or a ``SplitError`` when a pattern takes more steps than it may.
  func split(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, to: Int, _ piece: (Int, Int) throws -> Void
  ) throws

  /// As ``split(_:from:to:_:)``, and says of every piece whether it is a match. Here matches of empty text appear too.
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
  case notUTF8
}

extension SplitError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .badPattern(let pattern, let why): "the pattern \(pattern) cannot be used: \(why)"
    case .tooMuchWork(let pattern, let byte, let why):
      "the pattern \(pattern) takes too much work at byte \(byte) of a text: \(why)"
    case .notUTF8: "the text is not UTF-8"
    }
  }
}
