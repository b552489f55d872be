import ByteStreams
import Glibc

/// The files of a folder and of the folders in it.
///
/// A link is followed as long as it stays inside the folder; one that leads out could put any picture of this machine
/// into a data set, and is refused unless the user allows it. Paths that lead out by ".." never reach the system.
public final class FolderMembers: MemberSource {
  public let name: String
  private let root: String
  private let followLinks: Bool
  private let named: String?
  private let limits: ArchiveLimits

  /// - Parameter named: a file that the user named, which may be a link to anywhere.
  public init(_ path: String, trust: MemberTrust = MemberTrust(), named: String? = nil) {
    name = path
    followLinks = trust.followsLinks
    limits = trust.limits
    self.named = named
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
      if found.count >= limits.members {
        throw ArchiveError(
          .tooManyMembers, archive: name,
          what: "has more than \(limits.members) members: refused; --max-members allows more")
      }
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

  public func open(_ path: String) throws -> any ByteSource { try FileSource(path: place(of: path)) }

  public func bytes(_ path: String, limit: Int) throws -> [UInt8] {
    try Files.read(place(of: path), limit: limit)
  }

  /// Where a regular file of this folder lies.
  /// - Throws: ArchiveError.missing, or .link when a link leads out of the folder and such are not followed.
  public func place(of path: String) throws(ArchiveError) -> String {
    guard contains(path) else {
      // A pipe or device of that name must not be waited for.
      var info = stat()
      if stat(root + path, &info) == 0, info.st_mode & S_IFMT != S_IFDIR {
        throw ArchiveError(
          .specialFile, archive: name, member: path, what: "is no regular file: refused")
      }
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such file")
    }
    if followLinks || path == named { return root + path }
    guard let inside = Files.realPath(root), let real = Files.realPath(root + path) else {
      throw ArchiveError(.missing, archive: name, member: path, what: "there is no such file")
    }
    guard real.hasPrefix(inside == "/" ? "/" : inside + "/") else {
      throw ArchiveError(
        .link, archive: name, member: path,
        what: "a link leads out of the folder: refused; --follow-links allows it")
    }
    return root + path
  }
}
