import ByteStreams
import Glibc

/// `metrics.jsonl`: one whole line a write, so that a killed run leaves whole lines, which a resumed run cuts back to
/// its checkpoint.
public final class MetricsLog {
  private let path: String
  private let descriptor: Int32
  /// Lines so far, without their newlines.
  public private(set) var lines: [String] = []
  public private(set) var bytes = 0

  /// Opens the log and keeps its first `keeping` bytes.
  public init(path: String, keeping: Int) throws {
    self.path = path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw StreamError(file: path, operation: "open for writing", code: errno) }
    let old = keeping > 0 ? try Files.read(path) : []
    guard old.count >= keeping, keeping == 0 || old[keeping - 1] == 10 else {
      throw TrainingError(
        "\(path): has \(old.count) bytes, the checkpoint was made at \(keeping): the log of this run is damaged"
      )
    }
    guard ftruncate(descriptor, off_t(keeping)) == 0, lseek(descriptor, 0, SEEK_END) >= 0 else {
      throw StreamError(file: path, operation: "truncate", code: errno)
    }
    lines = old[..<keeping].split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    bytes = keeping
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  public func append(_ line: String) throws {
    lines.append(line)
    var rest = Array((line + "\n").utf8)[...]
    bytes += rest.count
    while !rest.isEmpty {
      if FaultInjection.strikes("write") { throw StreamError(file: path, operation: "write", code: EIO) }
      let n = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if n < 0 {
        if errno == EINTR { continue }
        throw StreamError(file: path, operation: "write", code: errno)
      }
      rest = rest.dropFirst(n)
    }
  }

  public func sync() throws {
    if FaultInjection.strikes("sync") { throw StreamError(file: path, operation: "sync", code: EIO) }
    guard fsync(descriptor) == 0 else { throw StreamError(file: path, operation: "sync", code: errno) }
  }
}
