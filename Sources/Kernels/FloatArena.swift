import Glibc

/// One zeroed block of floats, aligned to a page and backed by huge pages where the system offers them.
///
/// Reserved at once, paid for page by page: memory that is never touched costs nothing.
public final class FloatArena {
  public let buffer: UnsafeMutableBufferPointer<Float>
  public let count: Int
  private let bytes: Int

  /// Nil when the system refuses.
  public init?(count: Int) {
    let (wanted, overflow) = max(count, 1).multipliedReportingOverflow(by: 4)
    guard count >= 0, !overflow,
      let base = mmap(nil, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      base != MAP_FAILED
    else { return nil }
    madvise(base, wanted, 14 /* MADV_HUGEPAGE */)
    bytes = wanted
    self.count = count
    buffer = UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: count)
  }

  deinit { munmap(buffer.baseAddress, bytes) }
}
