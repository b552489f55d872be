import ByteStreams
import Compression

/// Files by their path, wherever they lie: in a folder or in an archive. Safe to use from several threads.
public protocol MemberSource: AnyObject, Sendable {
  /// What a person calls it in a message.
  var name: String { get }
  /// Paths of all regular files, normalised, sorted by bytes.
  func paths() throws -> [String]
  /// True when there is a member of this normalised path.
  func contains(_ path: String) -> Bool
  /// A member's content in order.
  /// - Throws: ArchiveError.missing when there is none.
  func open(_ path: String) throws -> any ByteSource
  /// A member's whole content.
  func bytes(_ path: String, limit: Int) throws -> [UInt8]
  /// What is missing here because it must not be used, and was passed over.
  var faults: [ArchiveError] { get }
}

extension MemberSource {
  public var faults: [ArchiveError] { [] }

  public func bytes(_ path: String, limit: Int = 1 << 30) throws -> [UInt8] {
    try open(path).readAll(limit: limit)
  }
}

/// Opening what a user names as a place of files.
public enum MemberSources {
  /// What archives are called.
  public static let archiveSuffixes =
    [".tar", ".tgz", ".txz", ".tzst", ".tbz2", ".zip"] + Compression.suffixes.map { ".tar" + $0 }

  public static func isArchiveName(_ name: String) -> Bool {
    let lower = name.lowercased()
    return archiveSuffixes.contains { lower.hasSuffix($0) }
  }

  /// Names of the archives among the files of one folder: of one in pieces its first piece.
  /// - Throws: ArchiveError.missing: a piece is not there.
  public static func archives(among names: [String], in folder: String = "") throws(ArchiveError) -> [String]
  {
    let (splits, others) = try SplitFile.gather(names, in: folder)
    let first = splits.filter { isArchiveName($0.whole) }.compactMap(\.parts.first)
    return (first + others.filter(isArchiveName)).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// A folder as it is, anything else as an archive.
  public static func open(_ path: String, trust: MemberTrust = MemberTrust()) throws -> any MemberSource {
    if Files.isFolder(path) { return FolderMembers(path, trust: trust) }
    return try ArchiveMembers(path, trust: trust)
  }
}
