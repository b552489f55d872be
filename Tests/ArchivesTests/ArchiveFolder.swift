import Archives
import ByteStreams
import Compression
import Foundation

/// A folder of one test, removed afterwards.
final class ArchiveFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
    try Files.makeFolder(path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// An archive of this kind: "zip", "tar", or "tar" and the suffix of a compression.
  func archive(_ kind: String, name: String = "a", _ fill: (ArchiveWriter) throws -> Void) throws -> String {
    let plain = kind == "zip" ? "zip" : "tar"
    let made = "\(path)/\(name).\(plain)"
    let writer = try ArchiveWriter(made)
    try fill(writer)
    try writer.finish()
    guard let compression = Compression.allCases.first(where: { "tar" + $0.suffix == kind }) else {
      return made
    }
    let packed = compression.packed(try Files.read(made)) ?? []
    try Files.write(packed, to: "\(path)/\(name).\(kind)")
    return "\(path)/\(name).\(kind)"
  }
}
