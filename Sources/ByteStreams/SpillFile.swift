import Glibc

/// Bytes that memory has no room for, in a file without a name in $TMPDIR (or /tmp). It is gone when the object, or the
/// process, is.
///
/// It takes at most a quarter of what was free when it was made: what it holds only saves work. Several threads may
/// read; one at a time may append.
public final class SpillFile: @unchecked Sendable {
  private let descriptor: Int32
  private let limit: Int
  private var end = 0

  /// Nil when there is no room or no such folder.
  public init?() {
    let folder = Environment.value("TMPDIR") ?? "/tmp"
    var space = statvfs()
    guard statvfs(folder, &space) == 0 else { return nil }
    limit = Int(
      clamping: UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize)).partialValue
        / 4)
    var template = Array("\(folder)/aatools-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(template)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Where the bytes are; nil when they find no room, and then none should be appended any more.
  public func append(_ bytes: [UInt8]) -> Range<Int>? {
    guard bytes.count <= limit - end else { return nil }
    let place = end..<end + bytes.count
    var at = place.lowerBound
    while at < place.upperBound {
      let n = bytes.withUnsafeBytes {
        pwrite(
          descriptor, $0.baseAddress?.advanced(by: at - place.lowerBound), place.upperBound - at, off_t(at))
      }
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { return nil }
      at += n
    }
    end = place.upperBound
    return place
  }

  /// - Throws: StreamError.
  public func read(_ place: Range<Int>) throws(StreamError) -> [UInt8] {
    try PositionedReading.read(place, of: descriptor, called: "a temporary file")
  }
}

/// Reading at a place of an open file, wherever it is being written.
enum PositionedReading {
  static func read(_ place: Range<Int>, of descriptor: Int32, called name: String) throws(StreamError)
    -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: place.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.count - done
      let n = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: done), count, off_t(place.lowerBound + done))
      }
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { throw StreamError(file: name, operation: "read", code: n < 0 ? errno : EIO) }
      done += n
    }
    return bytes
  }
}
