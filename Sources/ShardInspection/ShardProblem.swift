import JSON
import ShardFormat

/// Something wrong with a shard, under the specification's name.
public struct ShardProblem: Sendable, Equatable {
  /// A name of `schemas/aas.md` or of the errors of token streams.
  public var error: String
  public var file: String
  /// Ordinal of the frame in the file, from 0.
  public var frame: Int?
  /// Byte where it begins.
  public var offset: UInt64?
  public var message: String

  public init(error: String, file: String, frame: Int? = nil, offset: UInt64? = nil, message: String) {
    self.error = error
    self.file = file
    self.frame = frame
    self.offset = offset
    self.message = message
  }

  init(_ error: ShardError) {
    self.init(
      error: error.code.rawValue, file: error.file, frame: error.frame, offset: error.offset,
      message: error.what)
  }

  /// One line for people.
  public var line: String {
    var place = file
    if let frame { place += ": frame \(frame)" }
    if let offset { place += frame == nil ? ": byte \(offset)" : " (byte \(offset))" }
    return "\(place): \(error): \(message)"
  }

  /// One object for programs.
  public var json: JSONValue {
    .object(
      JSONObject([
        ("error", .string(error)), ("file", .string(file)), ("frame", frame.map { JSONValue($0) } ?? .null),
        ("offset", offset.map { .integer(Int64(clamping: $0)) } ?? .null), ("message", .string(message)),
      ]))
  }
}
