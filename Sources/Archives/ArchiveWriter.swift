import ByteStreams
import CArchive
import Glibc

/// Writes a .tar, .tar.gz or .zip whose bytes depend on its members alone: no clock, no owner.
public final class ArchiveWriter {
  private let handle: OpaquePointer
  private let path: String
  private let output: Output
  private var file: FileSink?

  /// Where libarchive's bytes go, and what went wrong there.
  private final class Output {
    let sink: any ByteSink
    var error: (any Error)?
    init(_ sink: any ByteSink) { self.sink = sink }
  }

  /// A file of its own, under its name once `finish` has ended.
  public convenience init(_ path: String) throws {
    let file = try FileSink(path: path)
    try self.init(file)
    self.file = file
  }

  /// The suffix of the sink's name decides the form. The sink is to be committed after `finish`.
  public init(_ sink: any ByteSink) throws {
    path = sink.name
    guard let handle = archive_write_new() else {
      throw StreamError(file: path, operation: "write", code: ENOMEM)
    }
    self.handle = handle
    output = Output(sink)
    let lower = path.lowercased()
    if lower.hasSuffix(".zip") {
      archive_write_set_format_zip(handle)
    } else {
      archive_write_set_format_pax_restricted(handle)
      if lower.hasSuffix("gz") {
        archive_write_add_filter_gzip(handle)
        archive_write_set_filter_option(handle, "gzip", "timestamp", nil)
      }
    }
    // The bytes end with the last member: no block of zeros fills a tape's record.
    archive_write_set_bytes_in_last_block(handle, 1)
    try check(
      archive_write_open(
        handle, Unmanaged.passUnretained(output).toOpaque(), nil,
        { _, client, bytes, count in
          guard let client else { return -1 }
          let output = Unmanaged<Output>.fromOpaque(client).takeUnretainedValue()
          do {
            try output.sink.write(UnsafeRawBufferPointer(start: bytes, count: count))
            return count
          } catch {
            output.error = error
            return -1
          }
        }, nil))
  }

  deinit { archive_write_free(handle) }

  public func add(_ name: String, _ bytes: [UInt8]) throws {
    try add(name, bytes, type: S_IFREG, link: nil)
  }

  /// A symbolic link; for tests of readers that must refuse it.
  package func add(link name: String, to target: String) throws {
    try add(name, [], type: S_IFLNK, link: target)
  }

  /// A named pipe; for tests of readers that must refuse it.
  package func add(pipe name: String) throws { try add(name, [], type: S_IFIFO, link: nil) }

  private func add(_ name: String, _ bytes: [UInt8], type: mode_t, link: String?) throws {
    guard let entry = archive_entry_new() else {
      throw StreamError(file: path, operation: "write", code: ENOMEM)
    }
    defer { archive_entry_free(entry) }
    // As bytes: in the C locale libarchive cannot turn UTF-8 into the form that its writers want.
    archive_entry_copy_pathname(entry, name)
    archive_entry_set_filetype(entry, UInt32(type))
    archive_entry_set_perm(entry, 0o644)
    archive_entry_set_mtime(entry, 0, 0)
    if let link {
      archive_entry_copy_symlink(entry, link)
    } else {
      archive_entry_set_size(entry, Int64(bytes.count))
    }
    try check(archive_write_header(handle, entry))
    try bytes.withUnsafeBytes { buffer in
      if !buffer.isEmpty, archive_write_data(handle, buffer.baseAddress, buffer.count) != buffer.count {
        try check(ARCHIVE_FATAL)
      }
    }
  }

  public func finish() throws {
    try check(archive_write_close(handle))
    try file?.commit()
  }

  private func check(_ status: Int32) throws {
    if status >= ARCHIVE_WARN { return }
    if let error = output.error { throw error }
    throw StreamError(
      file: path, operation: "write", code: 0,
      detail: archive_error_string(handle).map { String(cString: $0) } ?? "unknown reason")
  }
}
