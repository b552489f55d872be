import CSupport
import Glibc

/// A buffered output: a pipe, or a file that appears under its name only when it is whole.
///
/// A file is written beside its final place as `.NAME.PID.part`; `commit` syncs it, renames it and syncs the folder.
/// Without `commit`, `deinit` removes what was written.
public final class FileSink: ByteSink {
  public let name: String
  private var descriptor: Int32
  private let finalPath: String?
  private let temporaryPath: String?
  private var buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var committed = false

  /// A file of a folder that appears as a whole (`FolderSink`): written where it stands, made durable with the folder.
  init(inside path: String, bufferSize: Int = 1 << 16) throws(StreamError) {
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    name = path
    finalPath = nil
    temporaryPath = nil
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw StreamError(file: path, operation: "open for writing", code: errno) }
  }

  /// Opens `path` for writing; "-" is standard output.
  public init(path: String, bufferSize: Int = 1 << 18) throws(StreamError) {
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    if path == "-" {
      name = "standard output"
      descriptor = STDOUT_FILENO
      finalPath = nil
      temporaryPath = nil
      aa_enlarge_pipe(descriptor)
      return
    }
    name = path
    // A device or pipe that already exists under this name is written through; only files are replaced.
    var info = stat()
    if stat(path, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
      finalPath = nil
      temporaryPath = nil
      descriptor = open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let slash = path.lastIndex(of: "/")
      let folder = slash.map { String(path[...$0]) } ?? ""
      let file = slash.map { String(path[path.index(after: $0)...]) } ?? path
      let aside = "\(folder).\(file).\(getpid()).part"
      finalPath = path
      temporaryPath = aside
      descriptor = open(aside, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    }
    if let temporaryPath, descriptor >= 0 { Unfinished.add(temporaryPath) }
    if descriptor < 0 {
      let code = errno
      // `deinit` still runs: it frees the buffer, and must not remove a file that is not ours.
      committed = true
      throw StreamError(file: path, operation: "open for writing", code: code)
    }
  }

  deinit {
    if !committed {
      if let temporaryPath {
        unlink(temporaryPath)
        Unfinished.remove(temporaryPath)
      }
      if descriptor > STDERR_FILENO { close(descriptor) }
    }
    buffer.deallocate()
  }

  /// True when the bytes would land on somebody's screen.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  public func write(_ bytes: UnsafeRawBufferPointer) throws {
    if bytes.count >= buffer.count {
      try flush()
      return try writeOut(bytes)
    }
    if used + bytes.count > buffer.count { try flush() }
    UnsafeMutableRawBufferPointer(rebasing: buffer[used..<used + bytes.count]).copyMemory(from: bytes)
    used += bytes.count
  }

  public func flush() throws {
    let pending = UnsafeRawBufferPointer(rebasing: buffer[..<used])
    used = 0
    try writeOut(pending)
  }

  private func writeOut(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      if FaultInjection.strikes("write") { throw StreamError(file: name, operation: "write", code: EIO) }
      try PendingSignal.check()
      let n = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: name, operation: "write", code: errno)
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[n...])
    }
  }

  /// Whether `read` works: what is written aside can be read again, a pipe or device cannot.
  public var canBeRead: Bool { temporaryPath != nil }

  /// What was written at this place of a file that is not committed yet.
  public func read(_ place: Range<Int>) throws -> [UInt8] {
    try flush()
    return try PositionedReading.read(place, of: descriptor, called: name)
  }

  /// Flushes, and for a file makes it durable and gives it its name. Nothing may be written afterwards.
  public func commit() throws {
    try flush()
    guard let temporaryPath, let finalPath else {
      committed = true
      if descriptor > STDERR_FILENO { close(descriptor) }
      return
    }
    if FaultInjection.strikes("sync") { throw StreamError(file: name, operation: "sync", code: EIO) }
    guard fsync(descriptor) == 0 else { throw StreamError(file: name, operation: "sync", code: errno) }
    if FaultInjection.strikes("rename") { throw StreamError(file: name, operation: "rename", code: EIO) }
    guard rename(temporaryPath, finalPath) == 0 else {
      throw StreamError(file: name, operation: "rename", code: errno)
    }
    committed = true
    Unfinished.remove(temporaryPath)
    close(descriptor)
    FolderSync.sync(folderOf: finalPath)
  }
}
