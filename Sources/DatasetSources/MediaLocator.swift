import Archives
import Synchronization

/// Finds media by the paths that rows give: beside the row file, in the folders above it inside the same input, in
/// archives beside it, and in the roots that the user names.
public final class MediaLocator: Sendable {
  private let roots: [any MemberSource]
  private let rootNames: [String]
  /// Archives beside row files, opened when first needed.
  private let opened = Mutex<[String: any MemberSource]>([:])
  private let archivesBeside = Mutex<[String: [String]]>([:])

  public init(roots: [String]) throws {
    rootNames = roots
    self.roots = try roots.map { try MemberSources.open($0) }
  }

  /// A medium's place: the same place, the same bytes.
  public struct Found: Sendable {
    public var members: any MemberSource
    public var path: String
    public var key: String { members.name + "\0" + path }
    public func bytes(limit: Int) throws -> [UInt8] { try members.bytes(path, limit: limit) }
  }

  public func find(_ path: String, from file: RowFile) throws -> Found {
    if path.contains("://") {
      throw RowError(field: "", what: "'\(path)' is an address, not a file: download it first")
    }
    let relative: String
    do { relative = try MemberPath.normalised(path) } catch {
      throw RowError(field: "", what: "the path '\(path)' \(error.words): refused")
    }
    var folder = file.path.split(separator: "/").dropLast()
    while true {
      let candidate = (folder.map { String($0) } + [relative]).joined(separator: "/")
      if file.members.contains(candidate) { return Found(members: file.members, path: candidate) }
      if folder.isEmpty { break }
      folder = folder.dropLast()
    }
    for root in roots where root.contains(relative) { return Found(members: root, path: relative) }
    for archive in try beside(file) where archive.contains(relative) {
      return Found(members: archive, path: relative)
    }
    throw RowError(
      field: "",
      what: "there is no file '\(relative)' beside \(file.label)"
        + (rootNames.isEmpty
          ? "; if it lies elsewhere, give --media-root" : " or in \(rootNames.joined(separator: ", "))"))
  }

  /// The archives in the row file's own folder.
  private func beside(_ file: RowFile) throws -> [any MemberSource] {
    guard let folder = file.members as? FolderMembers else { return [] }
    let inside = file.path.split(separator: "/").dropLast().joined(separator: "/")
    let place = inside.isEmpty ? folder.name : folder.name + "/" + inside
    let names = try archivesBeside.withLock { known in
      if let names = known[place] { return names }
      let names = try folder.files(in: inside).filter(MemberSources.isArchiveName)
      known[place] = names
      return names
    }
    return try names.map { name in
      let path = place + "/" + name
      // The lock is held while it is unpacked: others would have to wait for it anyway.
      return try opened.withLock { opened in
        if let archive = opened[path] { return archive }
        let archive = try ArchiveMembers(path)
        opened[path] = archive
        return archive
      }
    }
  }
}
