import ByteStreams
import Glibc

/// The files of a folder and of the folders in it.
///
/// Links that the folder's owner made are followed; paths that lead out by ".." never reach the system.
public final class FolderMembers: MemberSource {
  public let name: String
  private let root: String

  public init(_ path: String) {
    name = path
    root = path.utf8.last == 0x2F ? path : path + "/"
  }

  public func paths() throws -> [String] {
    var found: [String] = []
    try collect("", depth: 0, &found)
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Names of the entries of one folder inside this one; "" is this one.
  public func files(in folder: String) throws -> [String] { try Files.list(root + folder) }

  private func collect(_ folder: String, depth: Int, _ found: inout [String]) throws {
    // A link to a folder above would go round for ever.
    guard depth < 32 else {
      throw ArchiveError(.climbingPath, archive: name, member: folder, what: "folders are nested too deeply")
    }
    for entry in try Files.list(root + folder) where !entry.hasPrefix(".") {
      let path = folder + entry
      if Files.isFolder(root + path) {
        try collect(path + "/", depth: depth + 1, &found)
      } else {
        found.append(path)
      }
    }
  }

  public func contains(_ path: String) -> Bool {
    var info = stat()
    return stat(root + path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }

  public func open(_ path: String) throws -> any ByteSource {
    // A pipe or device of that name must not be waited for.
    guard contains(path) else {
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such file")
    }
    return try FileSource(path: root + path)
  }

  public func bytes(_ path: String, limit: Int) throws -> [UInt8] {
    guard contains(path) else {
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such file")
    }
    return try Files.read(root + path, limit: limit)
  }
}
