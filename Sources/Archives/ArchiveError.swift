/// Why an archive, or one of its members, was not read.
public struct ArchiveError: Error, Sendable, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case unreadable, truncated, climbingPath, absolutePath, link, specialFile, duplicate, twin, tooManyMembers
    case memberTooLarge, damagedMember, expandsTooMuch, encrypted, badName, missing, unsupported

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
  /// The earlier member that this one cannot be told from; neither is known to be the right one.
  public var earlier: String?

  public init(
    _ reason: Reason, archive: String, member: String? = nil, what: String, earlier: String? = nil
  ) {
    self.reason = reason
    self.archive = archive
    self.member = member
    self.what = what
    self.earlier = earlier
  }

  public var description: String {
    archive + ": " + (member.map { MemberPath.shown($0) + ": " } ?? "") + what
  }
}
