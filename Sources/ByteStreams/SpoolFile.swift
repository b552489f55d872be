import Glibc

/// A file without a name, for what must be read twice or at random and cannot be where it is. It is gone when the object,
/// or the process, is. Several threads may read; one at a time may append.
public final class SpoolFile: @unchecked Sendable {
  private let descriptor: Int32
  private let folder: String
  /// Bytes in it.
  public private(set) var size = 0
  /// Opens the file again from its beginning, as long as this object lives.
  public var path: String { "/proc/self/fd/\(descriptor)" }

  /// An empty one in $TMPDIR, or /tmp.
  public init() throws(StreamError) {
    folder = SpoolFile.folder
    var template = Array("\(folder)/aatools-XXXXXX".utf8.map { CChar(bitPattern: $0) }) + [0]
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw StreamError(
        file: folder, operation: "make a temporary file", code: errno, detail: "set TMPDIR to another folder")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Reads `source` to its end.
  /// - Throws: `StreamError`; what the source throws.
  public convenience init(_ source: any ByteSource) throws {
    try self.init()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let n = try source.read(into: buffer)
      if n == 0 { return }
      try append(UnsafeRawBufferPointer(rebasing: buffer[..<n]))
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Where such files are made.
  public static var folder: String { Environment.value("TMPDIR") ?? "/tmp" }

  /// Bytes that a file there may still take; nil when the system does not say.
  public static var room: Int? {
    var info = statvfs()
    guard statvfs(folder, &info) == 0 else { return nil }
    let (bytes, overflow) = Int(info.f_bavail).multipliedReportingOverflow(by: Int(info.f_frsize))
    return overflow ? nil : bytes
  }

  /// Takes everything behind `size` away again.
  public func cut(to size: Int) { self.size = min(self.size, max(0, size)) }

  public func append(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      if FaultInjection.strikes("write") {
        throw StreamError(file: "a temporary file in \(folder)", operation: "write", code: EIO)
      }
      try PendingSignal.check()
      let n = pwrite(descriptor, rest.baseAddress, rest.count, off_t(size))
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(
          file: "a temporary file in \(folder)", operation: "write", code: errno,
          detail: "set TMPDIR to a folder with more room")
      }
      size += n
      rest = UnsafeRawBufferPointer(rebasing: rest[n...])
    }
  }

  /// - Throws: StreamError.
  public func read(_ place: Range<Int>) throws(StreamError) -> [UInt8] {
    try PositionedReading.read(place, of: descriptor, called: "a temporary file in \(folder)")
  }

  /// What is in it now, which lives on without this object.
  public func parts(called name: String) throws(StreamError) -> FileParts {
    try FileParts([path], called: name)
  }
}
