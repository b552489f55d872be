/// How far an input is trusted.
public struct MemberTrust: Sendable {
  /// Pass over the members of an archive that must not be used, and keep the others; else the first refuses them all.
  public var passesOverBad: Bool
  /// Follow links that lead out of a folder. Links inside an archive are never followed.
  public var followsLinks: Bool
  public var limits: ArchiveLimits
  /// Told of work that takes long, such as unpacking a large archive.
  public var tell: (@Sendable (String) -> Void)?

  public init(
    passesOverBad: Bool = false, followsLinks: Bool = false, limits: ArchiveLimits = ArchiveLimits(),
    tell: (@Sendable (String) -> Void)? = nil
  ) {
    self.passesOverBad = passesOverBad
    self.followsLinks = followsLinks
    self.limits = limits
    self.tell = tell
  }
}
