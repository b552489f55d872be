import CSupport
import Glibc

/// One line on standard error, rewritten at most ten times a second, and only when that is a terminal. What is longer than
/// the terminal is wide is cut: a line that wraps could not be rewritten.
public final class Progress {
  private let enabled: Bool
  private var lastShown = 0.0
  private let started = aa_monotonic_seconds()

  public init(quiet: Bool = false) {
    enabled = !quiet && isatty(STDERR_FILENO) == 1 && getenv("TERM").map { String(cString: $0) } != "dumb"
  }

  /// Seconds since this progress began.
  public var elapsed: Double { aa_monotonic_seconds() - started }

  /// Shows `line()` when the last one is a tenth of a second old.
  public func show(_ line: @autoclosure () -> String) {
    guard enabled else { return }
    let now = aa_monotonic_seconds()
    guard now - lastShown >= 0.1 else { return }
    lastShown = now
    put("\r\u{1B}[K" + Progress.cut(line(), to: columns))
  }

  /// Asked each time, since people change it.
  private var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The last column stays free, where some terminals begin a new line.
  static func cut(_ line: String, to columns: Int) -> String {
    line.count < columns ? line : line.prefix(max(0, columns - 2)) + "…"
  }

  /// Clears the line so that the next message starts clean.
  public func clear() {
    guard enabled else { return }
    put("\r\u{1B}[K")
  }

  private func put(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
