/// Bounds on what an archive or folder may demand of its reader.
public struct ArchiveLimits: Sendable {
  /// Files, links and folders in it.
  public var members = 4_000_000
  /// Bytes of one member.
  public var memberBytes = 1 << 30
  /// Unpacked bytes of the whole archive.
  public var totalBytes = 1 << 40
  /// Unpacked bytes for each byte of the archive; looked at once more than `ratioFloor` bytes are unpacked.
  public var ratio = 200
  public var ratioFloor = 16 << 20
  /// Keep members whose names differ only in case. Here they are told apart; unpacked elsewhere one may replace the
  /// other.
  public var allowsCaseTwins = false
  public init() {}
}
