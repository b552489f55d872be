import CSupport
import Glibc

/// A file or pipe read from its beginning.
public final class FileSource: ByteSource {
  public let name: String
  private let descriptor: Int32
  private let closes: Bool

  /// Opens `path` for reading; "-" is standard input.
  /// - Parameter called: what messages call it; the path unless given.
  public init(path: String, called: String? = nil) throws(StreamError) {
    if path == "-" {
      name = "standard input"
      descriptor = STDIN_FILENO
      closes = false
      aa_enlarge_pipe(descriptor)
      return
    }
    name = called ?? path
    let fd = open(path, O_RDONLY | O_CLOEXEC)
    guard fd >= 0 else { throw StreamError(file: name, operation: "open", code: errno) }
    var isDirectory = stat()
    if fstat(fd, &isDirectory) == 0, isDirectory.st_mode & S_IFMT == S_IFDIR {
      close(fd)
      throw StreamError(file: name, operation: "open", code: EISDIR)
    }
    descriptor = fd
    closes = true
  }

  deinit { if closes { close(descriptor) } }

  /// True when reading would wait for a person to type.
  public var isTerminal: Bool { isatty(descriptor) == 1 }

  /// Bytes of a regular file; nil for anything else.
  public var size: Int? {
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(info.st_size)
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    if buffer.isEmpty { return 0 }
    if FaultInjection.strikes("read") { throw StreamError(file: name, operation: "read", code: EIO) }
    while true {
      // One that came before the call would not interrupt it, and a pipe may stay silent for ever.
      try PendingSignal.check()
      let n = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if n >= 0 { return n }
      if errno == EINTR { continue }
      throw StreamError(file: name, operation: "read", code: errno)
    }
  }
}

/// Thrown from reads and writes once SIGINT or SIGTERM has arrived, so that outputs are cleaned up on the main path.
public struct PendingSignal: Error, CustomStringConvertible {
  public var number: Int32
  public var description: String { "stopped by signal \(number)" }

  /// Throws when a watched signal has arrived.
  public static func check() throws(PendingSignal) {
    let number = aa_pending_signal()
    if number != 0 { throw PendingSignal(number: number) }
  }
}
