import CSupport
import Glibc

/// A buffered output: a pipe, or a file that appears under its name only when it is whole.
///
/// A file is written beside its final place as `.NAME.PID.part`; `commit` syncs it, renames it and syncs the folder.
/// Without `commit`, `deinit` removes what was written; a file that is opened to be gone on with keeps it.
public final class FileSink: ByteSink {
  public let name: String
  private var descriptor: Int32
  private let finalPath: String?
  private let temporaryPath: String?
  private var buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var committed = false
  /// Bytes that the disk has not been told of.
  private var unwritten = 0
  /// What is written aside outlives a run that does not come to its end.
  private let isKept: Bool

  /// A file of a folder that appears as a whole (`FolderSink`): written where it stands, made durable with the folder.
  init(inside path: String, bufferSize: Int = 1 << 16) throws(StreamError) {
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    name = path
    finalPath = nil
    temporaryPath = nil
    isKept = false
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    if descriptor < 0 { throw StreamError(file: path, operation: "open for writing", code: errno) }
  }

  /// Opens `path` for writing; "-" is standard output.
  public init(path: String, bufferSize: Int = 1 << 18) throws(StreamError) {
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    isKept = false
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
      let aside = FileSink.aside(path, "\(getpid()).part")
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

  private static func aside(_ path: String, _ ending: String) -> String {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[...$0]) } ?? ""
    let file = slash.map { String(path[path.index(after: $0)...]) } ?? path
    return "\(folder).\(file).\(ending)"
  }

  /// Where a file that is opened to be gone on with is written: `.NAME.resume` beside it.
  public static func resumePath(of path: String) -> String { aside(path, "resume") }

  /// Opens `path` for a run that may go on with what another one left at `resumePath`. That stays when this one does
  /// not come to `commit`, by whatever end, and no two runs have it at once.
  ///
  /// What is there already counts as written; `cut` takes off what is not to be kept.
  /// - Throws: `StreamError`; with the code EWOULDBLOCK when another run has it.
  public init(resuming path: String, bufferSize: Int = 1 << 18) throws(StreamError) {
    buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
    name = path
    isKept = true
    finalPath = path
    let aside = FileSink.resumePath(of: path)
    temporaryPath = aside
    do throws(StreamError) {
      var info = stat()
      if stat(path, &info) == 0, info.st_mode & S_IFMT != S_IFREG {
        throw StreamError(file: path, operation: "open", code: 0, detail: "it is there and no regular file")
      }
      descriptor = try FileSink.openLocked(aside)
    } catch {
      descriptor = -1
      committed = true
      throw StreamError(
        file: path, operation: "open for writing", code: error.code, detail: error.detail)
    }
  }

  private static func openLocked(_ path: String) throws(StreamError) -> Int32 {
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else { throw StreamError(file: path, operation: "open", code: errno) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let code = errno
        close(descriptor)
        throw StreamError(
          file: path, operation: "lock", code: code,
          detail: code == EWOULDBLOCK ? "another run is writing it" : "")
      }
      // The run that had it may have given it its final name meanwhile.
      var (mine, named) = (stat(), stat())
      if fstat(descriptor, &mine) == 0, stat(path, &named) == 0, mine.st_ino == named.st_ino,
        mine.st_dev == named.st_dev
      {
        lseek(descriptor, 0, SEEK_END)
        return descriptor
      }
      close(descriptor)
    }
  }

  /// Bytes of what is written aside.
  public var size: Int {
    var info = stat()
    return fstat(descriptor, &info) == 0 ? Int(info.st_size) + used : used
  }

  /// Takes off what stands behind the first `count` bytes; writing goes on there.
  public func cut(to count: Int) throws(StreamError) {
    used = 0
    guard ftruncate(descriptor, off_t(count)) == 0, lseek(descriptor, off_t(count), SEEK_SET) >= 0 else {
      throw StreamError(file: name, operation: "cut", code: errno)
    }
  }

  /// Makes durable what was written so far.
  public func sync() throws {
    try flush()
    if FaultInjection.strikes("sync") { throw StreamError(file: name, operation: "sync", code: EIO) }
    guard fdatasync(descriptor) == 0 else { throw StreamError(file: name, operation: "sync", code: errno) }
  }

  /// Takes away what was written, also where it would be kept. Nothing may be written afterwards.
  public func discard() {
    guard !committed, let temporaryPath else { return }
    unlink(temporaryPath)
    Unfinished.remove(temporaryPath)
    committed = true
    if descriptor > STDERR_FILENO { close(descriptor) }
  }

  deinit {
    if !committed {
      // Of a run that wrote nothing there is nothing to go on with.
      if let temporaryPath, !isKept || size == used {
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
      unwritten += n
    }
    // `commit` waits for the disk: it may begin while there is still work to do.
    if unwritten >= 1 << 23, temporaryPath != nil {
      aa_start_writing_back(descriptor)
      unwritten = 0
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
