/// What the codes of one medium look like, so that a vocabulary can give each kind of code a range of its own.
public struct CodeShape: Sendable, Equatable {
  /// One kind of code: a name for people and the number of different values.
  public struct Range: Sendable, Equatable {
    public var name: String
    public var size: Int
    public init(name: String, size: Int) {
      self.name = name
      self.size = size
    }
  }
  public var ranges: [Range]
  /// The codes of one unit (a block, a frame of sound) in order, each as an index into `ranges`; a medium is a row of
  /// whole units.
  public var pattern: [Int]

  public init(ranges: [Range], pattern: [Int]) {
    self.ranges = ranges
    self.pattern = pattern
  }
}

/// Why codes could not be made or read back.
public struct MediaTokenError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    /// A picture of another size than the codec's.
    case wrongSize
    /// A clip or sound with nothing in it.
    case empty
    /// A number of codes that makes no whole units, or no whole medium.
    case wrongCount
    /// A code that its range does not have.
    case outOfRange
  }
  public var reason: Reason
  public var description: String
  public init(_ reason: Reason, _ description: String) {
    self.reason = reason
    self.description = description
  }
}

extension CodeShape {
  /// Refuses codes that are no whole units or lie outside their range.
  /// - Throws: wrongCount, outOfRange.
  public func check(_ codes: [UInt32]) throws(MediaTokenError) {
    guard codes.count % pattern.count == 0, !codes.isEmpty else {
      throw MediaTokenError(
        .wrongCount, "\(codes.count) codes are no whole number of units of \(pattern.count)")
    }
    for (i, code) in codes.enumerated() {
      let range = ranges[pattern[i % pattern.count]]
      guard code < UInt32(range.size) else {
        throw MediaTokenError(.outOfRange, "code \(i) is \(code), and \(range.name) has only \(range.size)")
      }
    }
  }
}

// A shape follows from the parameters alone: a description that comes from a file is checked without building the codec's
// tables, which may be large.

extension SoundCodecParameters {
  public var shape: CodeShape {
    CodeShape(
      ranges: [
        CodeShape.Range(name: "audio.gain", size: gains),
        CodeShape.Range(name: "audio.coarse", size: hop / coarse),
        CodeShape.Range(name: "audio.fine", size: coarse * 2 * shares),
      ],
      pattern: [0] + (0..<peaks).flatMap { _ in [1, 2] })
  }
}

extension ImageCodecParameters {
  /// - Parameter name: what the ranges' names begin with.
  public func shape(name: String = "image") -> CodeShape {
    CodeShape(
      ranges: slotSizes.enumerated().map { CodeShape.Range(name: "\(name).\($0.offset)", size: $0.element) },
      pattern: Array(slots.indices))
  }
}

extension ClipCodecParameters {
  public var shape: CodeShape { image.shape(name: "video") }
}
