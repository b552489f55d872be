import ByteStreams
import CArchive
import Compression
import Glibc

/// The members of a tar one after another, through libarchive, each checked before it is handed out.
///
/// After an error that does not end the reading, `next` goes on with the member behind the bad one.
final class TarReader {
  struct Member {
    var path: String
    /// Where its bytes lie, in a tar that is not packed.
    var place: Range<Int>
  }

  private let name: String
  private let handle: OpaquePointer
  private let input: TarInput
  private var ledger: MemberLedger
  private var current: String?

  /// - Throws: ArchiveError: no memory, or it is no tar.
  init(_ parts: FileParts, compression: Compression?, limits: ArchiveLimits) throws {
    name = parts.name
    ledger = MemberLedger(parts.name, limits: limits)
    input = TarInput(parts, compression: compression, limits: limits)
    guard let handle = archive_read_new() else {
      throw ArchiveError(.unreadable, archive: parts.name, what: "no memory to read it")
    }
    self.handle = handle
    archive_read_support_format_tar(handle)
    archive_read_set_callback_data(handle, Unmanaged.passUnretained(input).toOpaque())
    archive_read_set_read_callback(handle) { _, client, block in
      guard let client, let block else { return -1 }
      return Unmanaged<TarInput>.fromOpaque(client).takeUnretainedValue().read(block)
    }
    if compression == nil {
      archive_read_set_skip_callback(handle) { _, client, count in
        guard let client else { return 0 }
        return Unmanaged<TarInput>.fromOpaque(client).takeUnretainedValue().skip(count)
      }
    }
    if archive_read_open1(handle) != ARCHIVE_OK {
      throw try fault(at: nil) { "is no tar that can be read: \($0)" }
    }
  }

  deinit { archive_read_free(handle) }

  private var reason: String { archive_error_string(handle).map { String(cString: $0) } ?? "unknown reason" }

  /// The next regular file; nil at the end. Folders are passed over.
  func next() throws -> Member? {
    while true {
      let previous = current
      var entry: OpaquePointer?
      let status = archive_read_next_header(handle, &entry)
      if status == ARCHIVE_EOF {
        try checkEnd()
        return nil
      }
      guard status >= ARCHIVE_WARN, let entry else {
        let place = previous.map { " after \(MemberPath.shown($0))" } ?? ""
        throw try fault(at: previous) { "the archive is damaged\(place): \($0)" }
      }
      let raw = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
      let path = raw.flatMap { String(validatingCString: $0) }
      current = path
      let start = Int(archive_filter_bytes(handle, 0))
      let size = Int(archive_entry_size(entry))
      guard
        let normal = try ledger.admit(
          path, kind: TarReader.kind(entry), size: size,
          isEncrypted: archive_entry_is_encrypted(entry) != 0)
      else { continue }
      if archive_entry_sparse_count(entry) > 0 {
        throw ArchiveError(
          .unsupported, archive: name, member: path,
          what: "is a sparse file: pack it again without --sparse")
      }
      guard !input.isPlain || (start <= input.size && size <= input.size - start) else {
        throw ArchiveError(
          .truncated, archive: name, member: path, what: "is cut short: the archive ends inside it")
      }
      return Member(path: normal, place: start..<(start + size))
    }
  }

  private static func kind(_ entry: OpaquePointer) -> MemberLedger.Kind {
    if archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil { return .link }
    switch archive_entry_filetype(entry) & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG: return .file
    default: return .special
    }
  }

  /// Why libarchive stopped: what reading threw, or what it says itself.
  private func fault(at member: String?, _ words: (String) -> String) throws -> ArchiveError {
    if let error = input.error {
      guard let error = error as? CompressionError else { throw error }
      switch error.reason {
      case .expandsTooMuch:
        return ledger.expands(input.expansion(error), current ?? member)
      case .truncated:
        return ArchiveError(.truncated, archive: name, what: error.what + input.hint)
      default: return ArchiveError(.unreadable, archive: name, what: error.what)
      }
    }
    let isCut = reason.lowercased().contains("truncated")
    return ArchiveError(
      isCut ? .truncated : .unreadable, archive: name, what: words(reason) + (isCut ? input.hint : ""))
  }

  /// Behind the end of the archive only zeros may follow: not a second archive, whose members nobody would miss. A packed
  /// tar is unpacked to its end, where its checksum stands.
  private func checkEnd() throws {
    var bytes = input.unused(behind: Int(archive_filter_bytes(handle, 0)))
    while true {
      guard bytes.allSatisfy({ $0 == 0 }) else {
        throw ArchiveError(
          .unreadable, archive: name,
          what:
            "something follows the archive's end: several archives one behind another are read as files of their own"
        )
      }
      var block: UnsafeRawPointer?
      let count = input.read(&block)
      if count < 0 { throw try fault(at: nil) { $0 } }
      guard count > 0, let start = block else { return }
      bytes = UnsafeRawBufferPointer(start: start, count: count)
    }
  }

  /// Hands the current member's bytes out in pieces.
  func content(_ consume: (UnsafeRawBufferPointer) throws -> Void) throws {
    var size = 0
    let member = current ?? ""
    while true {
      var block: UnsafeRawPointer?
      var count = 0
      var offset: la_int64_t = 0
      let status = archive_read_data_block(handle, &block, &count, &offset)
      if status == ARCHIVE_EOF { return }
      guard status >= ARCHIVE_WARN else {
        throw try fault(at: member) { "\(MemberPath.shown(member)): is damaged: \($0)" }
      }
      size += count
      try ledger.checkSize(size, of: member)
      try consume(UnsafeRawBufferPointer(start: block, count: count))
    }
  }
}

/// Where libarchive's bytes come from, and what went wrong there.
private final class TarInput {
  private let parts: FileParts
  private let packed: DecompressedSource?
  private let limits: ArchiveLimits
  private var position = 0
  /// Bytes handed out, and how many of them lie in `buffer`.
  private var handedOut = 0
  private var held = 0
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
  private(set) var error: (any Error)?

  init(_ parts: FileParts, compression: Compression?, limits: ArchiveLimits) {
    self.parts = parts
    self.limits = limits
    var expansion = ExpansionLimits()
    (expansion.ratio, expansion.ratioFloor) = (limits.ratio, limits.ratioFloor)
    // The members' own bytes are counted elsewhere; a tar has headers and padding besides.
    let (total, overflow) = limits.totalBytes.addingReportingOverflow(1 << 30)
    expansion.totalBytes = overflow ? Int.max : total
    packed = compression.map { DecompressedSource(parts.source(), $0, limits: expansion) }
  }

  deinit { buffer.deallocate() }

  var isPlain: Bool { packed == nil }
  var size: Int { parts.size }
  /// What to say to an archive that is cut.
  var hint: String { parts.count > 1 ? "; is a piece behind the last one missing?" : "" }

  func expansion(_ error: CompressionError) -> MemberLedger.Expansion {
    (packed?.unpacked ?? 0) > limits.totalBytes ? .total(limits) : .ratio(limits)
  }

  /// What was handed out and lies behind `used`, the bytes that libarchive has taken.
  func unused(behind used: Int) -> UnsafeRawBufferPointer {
    let count = max(0, min(held, handedOut - used))
    return UnsafeRawBufferPointer(rebasing: buffer[(held - count)..<held])
  }

  func read(_ block: UnsafeMutablePointer<UnsafeRawPointer?>) -> Int {
    block.pointee = UnsafeRawPointer(buffer.baseAddress)
    do {
      if let packed {
        held = try packed.read(into: buffer)
      } else {
        held = try parts.read(into: buffer, at: position)
        position += held
      }
      handedOut += held
      return held
    } catch {
      self.error = error
      return -1
    }
  }

  /// Passes over bytes of a plain tar without reading them.
  func skip(_ count: Int64) -> Int64 {
    let there = min(Int(count), parts.size - position)
    position += there
    handedOut += there
    held = 0
    return Int64(there)
  }
}
