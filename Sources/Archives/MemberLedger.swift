/// What has been seen of a container so far: one place for what every container's members are checked for.
struct MemberLedger {
  enum Kind { case file, folder, link, special }

  private let container: String
  private let limits: ArchiveLimits
  /// The members by a spelling that is the same for names that some file systems cannot tell apart.
  private var seen: [String: String] = [:]
  private var entries = 0
  private(set) var unpacked = 0

  init(_ container: String, limits: ArchiveLimits) {
    self.container = container
    self.limits = limits
  }

  /// Lets a member in.
  /// - Parameters:
  ///   - path: as the container has it; nil when it is no UTF-8.
  ///   - size: unpacked bytes as far as they are known.
  /// - Returns: its normalised path; nil for a folder, which is passed over.
  mutating func admit(
    _ path: String?, kind: Kind, size: Int = 0, isEncrypted: Bool = false
  ) throws(ArchiveError) -> String? {
    entries += 1
    if entries > limits.members {
      throw ArchiveError(
        .tooManyMembers, archive: container,
        what: "has more than \(limits.members) members: refused; --max-members allows more")
    }
    guard let path else { throw fault(.badName, nil, "a member's name is not valid UTF-8") }
    try checkSize(size, of: path)
    // What is refused for its name is unpacked all the same when the archive can only be read forwards.
    try add(unpacked: size, at: path)
    let normal: String
    do { normal = try MemberPath.normalised(path) } catch {
      if error == .empty { return nil }
      throw fault(error.reason, path, "\(error.words): refused")
    }
    switch kind {
    case .file: break
    case .folder: return nil
    case .link: throw fault(.link, path, "is a link: refused")
    case .special: throw fault(.specialFile, path, "is no regular file: refused")
    }
    if isEncrypted { throw fault(.encrypted, path, "is encrypted") }
    if let earlier = seen.updateValue(
      normal, forKey: limits.allowsCaseTwins ? normal : MemberLedger.folded(normal))
    {
      if earlier.utf8.elementsEqual(normal.utf8) {
        throw ArchiveError(
          .duplicate, archive: container, member: path, what: "occurs twice: refused", earlier: earlier)
      }
      throw ArchiveError(
        .twin, archive: container, member: path,
        what: "differs from \(MemberPath.shown(earlier)) only in case or in how letters are coded: refused"
          + "; --allow-case-twins allows case",
        earlier: earlier)
    }
    return normal
  }

  func checkSize(_ size: Int, of path: String) throws(ArchiveError) {
    if size > limits.memberBytes {
      throw fault(
        .memberTooLarge, path,
        "is larger than the limit of \(limits.memberBytes) bytes: refused; --max-member-bytes allows more")
    }
  }

  /// Counts unpacked bytes.
  /// - Parameter packed: what they were unpacked from, when that is known.
  mutating func add(unpacked bytes: Int, packed: Int? = nil, at path: String) throws(ArchiveError) {
    let (sum, overflow) = unpacked.addingReportingOverflow(bytes)
    unpacked = overflow ? Int.max : sum
    if unpacked > limits.totalBytes { throw expands(.total(limits), path) }
    if let packed, unpacked > limits.ratioFloor, unpacked / max(1, packed) > limits.ratio {
      throw expands(.ratio(limits), path)
    }
  }

  enum Expansion {
    case total(ArchiveLimits), ratio(ArchiveLimits)
    var words: String {
      switch self {
      case .total(let limits):
        "unpacks to more than \(limits.totalBytes) bytes: refused; --max-unpacked allows more"
      case .ratio(let limits):
        "unpacks to more than \(limits.ratio) times its size: refused as an archive bomb"
      }
    }
  }

  func expands(_ expansion: Expansion, _ path: String?) -> ArchiveError {
    fault(.expandsTooMuch, path, expansion.words)
  }

  private func fault(_ reason: ArchiveError.Reason, _ path: String?, _ what: String) -> ArchiveError {
    ArchiveError(reason, archive: container, member: path, what: what)
  }

  /// Lower case; equality of strings in Swift sees through Unicode's normalisation forms.
  private static func folded(_ path: String) -> String {
    let hasCase = path.utf8.contains { (0x41...0x5A).contains($0) || $0 >= 0x80 }
    return hasCase ? path.lowercased() : path
  }
}
