import Glibc

/// A regular file that is read at any place, by several threads at once if need be; or bytes in the place of one.
///
/// Its bytes are copied, not mapped: a file that shrinks while it is read gives an error and no signal.
public final class RandomAccessFile: Sendable {
  /// What messages call it.
  public let name: String
  /// Bytes, as they were when it was opened.
  public let size: Int
  private let descriptor: Int32
  private let closes: Bool
  private let memory: [UInt8]

  /// - Parameter called: what messages call it; the path unless given.
  /// - Throws: also for pipes and devices, which cannot be read at random.
  public convenience init(path: String, called: String? = nil) throws(StreamError) {
    let name = called ?? path
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw StreamError(file: name, operation: "open", code: errno) }
    try self.init(descriptor: descriptor, closes: true, called: name)
  }

  /// - Parameter closes: whether the descriptor is closed with this object, or when it is none of a regular file.
  public init(descriptor: Int32, closes: Bool, called name: String) throws(StreamError) {
    var info = stat()
    let failed = fstat(descriptor, &info) != 0
    let code = errno
    guard !failed, info.st_mode & S_IFMT == S_IFREG else {
      if closes { close(descriptor) }
      if failed { throw StreamError(file: name, operation: "stat", code: code) }
      throw StreamError(
        file: name, operation: "read at random", code: 0,
        detail: "it is no regular file: save it to one first")
    }
    self.name = name
    self.descriptor = descriptor
    self.closes = closes
    size = Int(info.st_size)
    memory = []
  }

  /// Bytes in memory in the place of a file.
  public init(_ bytes: [UInt8], name: String = "memory") {
    self.name = name
    descriptor = -1
    closes = false
    size = bytes.count
    memory = bytes
  }

  deinit { if closes { close(descriptor) } }

  /// Fills `buffer` with the bytes from `offset` on.
  /// - Throws: `StreamError`, also when the file ends before; `PendingSignal`.
  public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    guard offset >= 0, buffer.count <= size, offset <= size - buffer.count else {
      throw StreamError(
        file: name, operation: "read", code: 0,
        detail: "byte \(offset) and the \(buffer.count) from there on do not lie in its \(size) bytes")
    }
    if descriptor < 0 {
      memory.withUnsafeBytes {
        buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + buffer.count]))
      }
      return
    }
    if FaultInjection.strikes("read") { throw StreamError(file: name, operation: "read", code: EIO) }
    var done = 0
    while done < buffer.count {
      try PendingSignal.check()
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let n = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: name, operation: "read", code: errno)
      }
      if n == 0 {
        throw StreamError(
          file: name, operation: "read", code: 0, detail: "it became shorter while it was being read")
      }
      done += n
    }
  }
}
