import Glibc

/// A failed system call on a named file: what was tried, on what, and the system's reason.
public struct StreamError: Error, Equatable, CustomStringConvertible {
  /// The file as the user named it; "standard input" and "standard output" for the pipes.
  public var file: String
  /// What was being done: "open", "read", "write", "sync", "rename".
  public var operation: String
  /// The system's error number, 0 when the reason is in `detail`.
  public var code: Int32
  public var detail: String

  public init(file: String, operation: String, code: Int32, detail: String = "") {
    self.file = file
    self.operation = operation
    self.code = code
    self.detail = detail
  }

  public var isBrokenPipe: Bool { code == EPIPE }

  public var description: String {
    let reason = code == 0 ? detail : String(cString: strerror(code)) + (detail.isEmpty ? "" : " (\(detail))")
    return "\(file): \(operation) failed: \(reason)"
  }
}
