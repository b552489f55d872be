/// Why a compressed stream was not read to its end.
public struct CompressionError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: Error, Sendable, Equatable {
    /// The stream ends inside a member.
    case truncated
    /// A checksum or the coding is wrong.
    case damaged
    /// Something that is no further member follows the last one.
    case trailingBytes
    case expandsTooMuch
    /// The stream asks for more memory than a reader gives.
    case memory
  }
  public var reason: Reason
  public var compression: Compression
  public var what: String

  public init(_ reason: Reason, _ compression: Compression, what: String) {
    self.reason = reason
    self.compression = compression
    self.what = what
  }

  public var description: String { what }
}

/// Bounds on what a compressed stream may unpack to.
public struct ExpansionLimits: Sendable {
  /// Unpacked bytes.
  public var totalBytes = 1 << 40
  /// Unpacked bytes for each packed byte; looked at once more than `ratioFloor` bytes are unpacked.
  public var ratio = 200
  public var ratioFloor = 16 << 20
  public init() {}
}
