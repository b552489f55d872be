import Archives
import ArgumentParser
import Media
import MediaCommandLine

/// What archives and folders may demand.
struct ArchiveOptions: ParsableArguments {
  @Option(help: "Most members of an archive or folder.")
  var maxMembers = ArchiveLimits().members

  @Option(help: "Most bytes of a member of an archive, as 500M or 2GiB.")
  var maxMemberBytes = ByteSize(ArchiveLimits().memberBytes)

  @Option(help: "Most bytes that an archive may unpack to, as 500M or 2GiB.")
  var maxUnpacked = ByteSize(ArchiveLimits().totalBytes)

  @Flag(help: "Take members of an archive whose names differ only in case.")
  var allowCaseTwins = false

  func validate() throws {
    for (name, value) in [
      ("max-members", maxMembers), ("max-member-bytes", maxMemberBytes.bytes),
      ("max-unpacked", maxUnpacked.bytes),
    ] where value < 1 {
      throw ValidationError("--\(name) must be at least 1.")
    }
  }

  var limits: ArchiveLimits {
    var limits = ArchiveLimits()
    limits.members = maxMembers
    limits.memberBytes = maxMemberBytes.bytes
    limits.totalBytes = maxUnpacked.bytes
    limits.allowsCaseTwins = allowCaseTwins
    return limits
  }

  /// What differs from the defaults: with bad members passed over, the output depends on it.
  var provenance: [String: String] {
    let usual = ArchiveLimits()
    var all: [String: String] = [:]
    if maxMembers != usual.members { all["max-members"] = "\(maxMembers)" }
    if maxMemberBytes.bytes != usual.memberBytes { all["max-member-bytes"] = "\(maxMemberBytes.bytes)" }
    if maxUnpacked.bytes != usual.totalBytes { all["max-unpacked"] = "\(maxUnpacked.bytes)" }
    if allowCaseTwins { all["allow-case-twins"] = "true" }
    return all
  }
}
