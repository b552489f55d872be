/// Why an archive, or one of its members, was not read.
public struct ArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case unreadable, truncated, climbingPath, absolutePath, link, specialFile, duplicate, tooManyMembers
    case memberTooLarge, damagedMember, expandsTooMuch, encrypted, badName, missing

    /// True when nothing after this place can be read, false when one member is lost.
    public var endsReading: Bool {
      switch self {
      case .unreadable, .truncated, .tooManyMembers, .memberTooLarge, .expandsTooMuch: true
      default: false
      }
    }
  }
  public var reason: Reason
  /// The archive or folder as the user named it.
  public var archive: String
  /// The member's path; nil when it is about the archive as a whole.
  public var member: String?
  public var what: String

  public init(_ reason: Reason, archive: String, member: String? = nil, what: String) {
    self.reason = reason
    self.archive = archive
    self.member = member
    self.what = what
  }

  public var description: String { archive + ": " + (member.map { $0 + ": " } ?? "") + what }
}

/// Bounds on what an archive may demand of its reader.
public struct ArchiveLimits: Sendable {
  public var members = 4_000_000
  /// Bytes of one member.
  public var memberBytes = 1 << 30
  /// Unpacked bytes of the whole archive.
  public var totalBytes = 1 << 40
  /// Unpacked bytes for each byte of the archive; looked at once more than `ratioFloor` bytes are unpacked.
  public var ratio = 200
  public var ratioFloor = 16 << 20
  public init() {}
}
