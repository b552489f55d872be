import CArchive
import Glibc

/// The members of a .tar, .tar.gz or .zip one after another, through libarchive, each checked before it is handed out.
///
/// After an error that does not end the reading, `next` goes on with the member behind the bad one.
final class ArchiveReader {
  let name: String
  private let handle: OpaquePointer
  private let limits: ArchiveLimits
  private var seen: Set<String> = []
  private var unpacked = 0
  private var current: String?

  init(_ path: String, limits: ArchiveLimits) throws(ArchiveError) {
    name = path
    self.limits = limits
    guard let handle = archive_read_new() else {
      throw ArchiveError(.unreadable, archive: path, what: "no memory to read it")
    }
    self.handle = handle
    archive_read_support_filter_gzip(handle)
    archive_read_support_format_tar(handle)
    archive_read_support_format_zip(handle)
    if archive_read_open_filename(handle, path, 1 << 18) != ARCHIVE_OK {
      throw ArchiveError(
        .unreadable, archive: path, what: "is no .tar, .tar.gz or .zip that can be read: \(reason)")
    }
  }

  deinit { archive_read_free(handle) }

  private var reason: String { archive_error_string(handle).map { String(cString: $0) } ?? "unknown reason" }

  /// The next regular file's normalised path; nil at the end. Folders are passed over.
  func next() throws(ArchiveError) -> String? {
    while true {
      let previous = current
      var entry: OpaquePointer?
      let status = archive_read_next_header(handle, &entry)
      if status == ARCHIVE_EOF { return nil }
      guard status >= ARCHIVE_WARN, let entry else {
        let place = previous.map { " after \($0)" } ?? ""
        throw ArchiveError(
          isCut ? .truncated : .unreadable, archive: name, what: "the archive is damaged\(place): \(reason)")
      }
      guard let raw = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry),
        let path = String(validatingCString: raw)
      else { throw ArchiveError(.badName, archive: name, what: "a member's name is not valid UTF-8") }
      current = path
      if archive_entry_size_is_set(entry) != 0, archive_entry_size(entry) > Int64(limits.memberBytes) {
        throw tooLarge(path)
      }
      // What is passed over has to be unpacked as well.
      try checkExpansion(Int(archive_filter_bytes(handle, 0)), at: path)
      let normal: String
      do { normal = try MemberPath.normalised(path) } catch {
        if error == .empty { continue }
        let reason: ArchiveError.Reason =
          switch error {
          case .absolute: .absolutePath
          case .climbs: .climbingPath
          default: .badName
          }
        throw ArchiveError(reason, archive: name, member: path, what: "\(error.words): refused")
      }
      if archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil {
        throw ArchiveError(.link, archive: name, member: path, what: "is a link: refused")
      }
      switch archive_entry_filetype(entry) & S_IFMT {
      case S_IFDIR: continue
      case S_IFREG: break
      default:
        throw ArchiveError(.specialFile, archive: name, member: path, what: "is no regular file: refused")
      }
      if archive_entry_is_encrypted(entry) != 0 {
        throw ArchiveError(.encrypted, archive: name, member: path, what: "is encrypted")
      }
      guard seen.insert(normal).inserted else {
        throw ArchiveError(.duplicate, archive: name, member: path, what: "occurs twice: refused")
      }
      if seen.count > limits.members {
        throw ArchiveError(.tooManyMembers, archive: name, what: "has more than \(limits.members) members")
      }
      return normal
    }
  }

  private func checkExpansion(_ unpacked: Int, at member: String) throws(ArchiveError) {
    let packed = max(1, Int(archive_filter_bytes(handle, -1)))
    if unpacked > limits.totalBytes || (unpacked > limits.ratioFloor && unpacked / packed > limits.ratio) {
      throw ArchiveError(
        .expandsTooMuch, archive: name, member: member,
        what: "unpacks to more than \(limits.ratio) times its size: refused as an archive bomb")
    }
  }

  private var isCut: Bool { reason.lowercased().contains("truncated") }

  private func tooLarge(_ path: String) -> ArchiveError {
    ArchiveError(
      .memberTooLarge, archive: name, member: path,
      what: "is larger than the limit of \(limits.memberBytes) bytes")
  }

  /// Hands the current member's bytes out in pieces.
  func content(_ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var size = 0
    let member = current ?? ""
    while true {
      let got = buffer.withUnsafeMutableBytes { archive_read_data(handle, $0.baseAddress, $0.count) }
      if got == 0 { return }
      guard got > 0 else {
        // Less than fatal: this member alone is damaged.
        if got != Int(ARCHIVE_FATAL) {
          throw ArchiveError(.damagedMember, archive: name, member: member, what: "is damaged: \(reason)")
        }
        throw ArchiveError(
          isCut ? .truncated : .unreadable, archive: name, member: member,
          what: "is \(isCut ? "cut short" : "damaged"): \(reason)")
      }
      size += got
      unpacked += got
      if size > limits.memberBytes { throw tooLarge(member) }
      try checkExpansion(unpacked, at: member)
      try buffer.withUnsafeBytes { try consume(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
    }
  }
}
