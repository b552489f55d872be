import Archives
import ArgumentParser

/// What archives and folders may demand.
struct ArchiveOptions: ParsableArguments {
  @Option(help: "Most members of an archive or folder.")
  var maxMembers = ArchiveLimits().members

  @Option(help: "Most bytes of a member of an archive; a number, or one with K, M, G or T.")
  var maxMemberBytes = ByteCount(ArchiveLimits().memberBytes)

  @Option(help: "Most bytes that an archive may unpack to; a number, or one with K, M, G or T.")
  var maxUnpacked = ByteCount(ArchiveLimits().totalBytes)

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
}

/// A number of bytes as people write it: 1000, 64K, 2G. K is 1024.
struct ByteCount: ExpressibleByArgument, CustomStringConvertible {
  var bytes: Int

  init(_ bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    let shift = "KMGT".firstIndex(of: argument.last ?? "0").map {
      "KMGT".distance(from: "KMGT".startIndex, to: $0)
    }
    let digits = shift == nil ? argument[...] : argument.dropLast()
    guard let number = Int(digits) else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: 1 << (10 * ((shift ?? -1) + 1)))
    if overflow { return nil }
    self.bytes = bytes
  }

  var description: String {
    for (i, unit) in "TGMK".enumerated() where bytes > 0 && bytes % (1 << (10 * (4 - i))) == 0 {
      return "\(bytes >> (10 * (4 - i)))\(unit)"
    }
    return "\(bytes)"
  }
  var defaultValueDescription: String { description }
}
