import Archives
import ByteStreams

/// Finds media by the paths that rows give: beside the row file, in the folders above it inside the same input, in
/// archives beside it, and in the roots that the user names.
public final class MediaLocator: Sendable {
  private let roots: [any MemberSource]
  private let rootNames: [String]
  private let trust: MemberTrust
  /// Media by their addresses; nil when none may be fetched.
  private let remote: (any MemberSource)?
  /// Archives beside row files, opened when first needed; one that cannot be is not tried again.
  private let opened = Guarded<[String: Result<ArchiveMembers, any Error>]>([:])
  private let archivesBeside = Guarded<[String: [String]]>([:])

  /// - Parameter remote: gives media by their addresses; without it an address is an error.
  public init(
    roots: [String], trust: MemberTrust = MemberTrust(), remote: (any MemberSource)? = nil
  ) throws {
    self.remote = remote
    rootNames = roots
    self.trust = trust
    self.roots = try roots.map { try MemberSources.open($0, trust: trust) }
  }

  /// A medium's place: the same place, the same bytes.
  public struct Found: Sendable {
    public var members: any MemberSource
    public var path: String
    public var key: String { members.name + "\0" + path }
    public func bytes(limit: Int) throws -> [UInt8] { try members.bytes(path, limit: limit) }
    /// How a message names it: a member with its archive.
    public var words: String {
      members is FolderMembers || members.name.isEmpty ? path : "\(members.name): \(path)"
    }
  }

  public func find(_ path: String, from file: RowFile) throws -> Found {
    if path.contains("://") {
      if let remote { return Found(members: remote, path: path) }
      throw RowError(
        field: "",
        what: "'\(path)' is an address, not a file: download it first, or allow its host with --fetch",
        kind: "medium that is an address")
    }
    let relative: String
    do { relative = try MemberPath.normalised(path) } catch {
      throw RowError(
        field: "", what: "the path '\(path)' \(error.words): refused", kind: "medium whose path is refused")
    }
    var folder = file.path.split(separator: "/").dropLast()
    while true {
      let candidate = (folder.map { String($0) } + [relative]).joined(separator: "/")
      if file.members.contains(candidate) { return Found(members: file.members, path: candidate) }
      if folder.isEmpty { break }
      folder = folder.dropLast()
    }
    for root in roots where root.contains(relative) { return Found(members: root, path: relative) }
    let archives = try beside(file)
    for archive in archives where archive.contains(relative) {
      return Found(members: archive, path: relative)
    }
    throw missing(relative, file, faults: ([file.members] + roots + archives).flatMap(\.faults))
  }

  /// Paths of the images in a folder that a row names, sorted by their names.
  public func frames(in folder: String, from file: RowFile) throws -> [String] {
    let relative: String
    do { relative = try MemberPath.normalised(folder) } catch {
      throw RowError(field: "", what: "the path '\(folder)' \(error.words): refused")
    }
    var places: [(members: any MemberSource, folder: String)] = []
    var above = file.path.split(separator: "/").dropLast()
    while true {
      places.append((file.members, (above.map { String($0) } + [relative]).joined(separator: "/")))
      if above.isEmpty { break }
      above = above.dropLast()
    }
    places += roots.map { ($0, relative) }
    for place in places {
      let names = MediaLocator.images(in: place.folder, of: place.members)
      if !names.isEmpty { return names.map { relative + "/" + $0 } }
    }
    for archive in try beside(file) {
      let names = MediaLocator.images(in: relative, of: archive)
      if !names.isEmpty { return names.map { relative + "/" + $0 } }
    }
    throw RowError(
      field: "", what: "there is no folder '\(relative)' with images beside \(file.label); see --media-root")
  }

  private static func images(in folder: String, of members: any MemberSource) -> [String] {
    let names: [String]
    if let folders = members as? FolderMembers {
      names = (try? folders.files(in: folder)) ?? []
    } else {
      names = ((try? members.paths()) ?? []).filter { $0.hasPrefix(folder + "/") }.map {
        String($0.dropFirst(folder.count + 1))
      }
    }
    return names.filter { MediaEndings.isImage($0) && !$0.contains("/") }.sorted {
      $0.utf8.lexicographicallyPrecedes($1.utf8)
    }
  }

  /// What was passed over in the roots and in the archives opened so far, by archive.
  public var faults: [ArchiveError] {
    let archives = opened.withLock { opened in
      opened.sorted { $0.key < $1.key }.compactMap { try? $0.value.get() }
    }
    return (roots + archives).flatMap(\.faults)
  }

  private func missing(_ path: String, _ file: RowFile, faults: [ArchiveError]) -> RowError {
    if let fault = faults.first(where: { $0.member == path }) {
      return RowError(field: "", what: "\(fault)", kind: "medium that cannot be read")
    }
    var what = "there is no file '\(path)' beside \(file.label)"
    if rootNames.isEmpty {
      what += "; if it lies elsewhere, give --media-root"
    } else {
      what += " or in \(rootNames.joined(separator: ", ")); give its place as another --media-root"
    }
    if let end = faults.first(where: \.reason.endsReading) { what += "; not all was read: \(end)" }
    return RowError(field: "", what: what, kind: "medium not there")
  }

  /// The archives in the row file's own folder.
  private func beside(_ file: RowFile) throws -> [any MemberSource] {
    guard let folder = file.members as? FolderMembers else { return [] }
    let inside = file.path.split(separator: "/").dropLast().joined(separator: "/")
    let place = inside.isEmpty ? folder.name : folder.name + "/" + inside
    let names = try archivesBeside.withLock { known in
      if let names = known[place] { return names }
      let names = try MemberSources.archives(among: folder.files(in: inside), in: place + "/")
      known[place] = names
      return names
    }
    return try names.map { name in
      // The lock is held while it is unpacked: others would have to wait for it anyway.
      let result = opened.withLock { opened in
        if let known = opened[place + "/" + name] { return known }
        let result = Result { () throws -> ArchiveMembers in
          let path = try folder.place(of: inside.isEmpty ? name : inside + "/" + name)
          return try ArchiveMembers(path, trust: trust)
        }
        opened[place + "/" + name] = result
        return result
      }
      return try result.get()
    }
  }
}
