import ByteStreams
import Foundation
import JSON

/// The committed files of `fixtures/conformance`.
enum ConformanceSet {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("fixtures/conformance")
    .path

  /// Names without an ending, in order.
  static func names(_ part: String) -> [String] {
    ((try? Files.list(folder + "/" + part)) ?? []).filter { $0.hasSuffix(".aas") }.map {
      String($0.dropLast(4))
    }
  }

  static func path(_ part: String, _ name: String) -> String { "\(folder)/\(part)/\(name).aas" }

  static func bytes(_ part: String, _ name: String) throws -> [UInt8] { try Files.read(path(part, name)) }

  static func expected(_ part: String, _ name: String) throws -> JSONValue {
    try JSONValue(parsing: String(decoding: Files.read("\(folder)/\(part)/\(name).json"), as: UTF8.self))
  }
}
