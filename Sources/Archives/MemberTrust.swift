/// How far an input is trusted.
public struct MemberTrust: Sendable {
  /// Pass over the members of an archive that must not be used, and keep the others; else the first refuses them all.
  public var passesOverBad: Bool
  /// Follow links that lead out of a folder. Links inside an archive are never followed.
  public var followsLinks: Bool

  public init(passesOverBad: Bool = false, followsLinks: Bool = false) {
    self.passesOverBad = passesOverBad
    self.followsLinks = followsLinks
  }
}
