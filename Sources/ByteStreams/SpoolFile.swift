import Glibc

/// What came through a pipe, in a file without a name, for programs that must read it twice or at random. It is gone
/// when the object, or the process, is.
public final class SpoolFile {
  private let descriptor: Int32
  /// Opens the file again from its beginning, as long as this object lives.
  public var path: String { "/proc/self/fd/\(descriptor)" }

  /// Reads `source` to its end.
  /// - Throws: `StreamError`; what the source throws.
  public init(_ source: any ByteSource) throws {
    let folder = Environment.value("TMPDIR") ?? "/tmp"
    var template = Array("\(folder)/aatools-XXXXXX".utf8.map { CChar(bitPattern: $0) }) + [0]
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw StreamError(
        file: folder, operation: "make a temporary file", code: errno, detail: "set TMPDIR to another folder")
    }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let n = try source.read(into: buffer)
      if n == 0 { return }
      try write(UnsafeRawBufferPointer(rebasing: buffer[..<n]), in: folder)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  private func write(_ bytes: UnsafeRawBufferPointer, in folder: String) throws {
    var rest = bytes
    while !rest.isEmpty {
      if FaultInjection.strikes("write") {
        throw StreamError(file: "a temporary file in \(folder)", operation: "write", code: EIO)
      }
      try PendingSignal.check()
      let n = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(
          file: "a temporary file in \(folder)", operation: "write", code: errno,
          detail: "set TMPDIR to a folder with more room")
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[n...])
    }
  }
}
