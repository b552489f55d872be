import CKernels

/// Threads that live as long as the model and share loops by index.
///
/// Work is cut into pieces whose size never depends on the number of threads, and every piece writes its own memory;
/// who runs a piece therefore changes nothing in the result.
public final class ThreadPool {
  public let threads: Int
  private let pool: OpaquePointer

  /// Nil when the system refuses to start threads.
  public init?(threads: Int) {
    let wanted = Int32(clamping: max(1, threads))
    guard let pool = aa_pool_new(wanted) else { return nil }
    self.pool = pool
    self.threads = Int(wanted)
  }

  deinit { aa_pool_free(pool) }

  /// Calls `body(index, worker)` once for each index below `count`, `worker` in 0..<threads; returns when all are done.
  public func forEach(_ count: Int, _ body: (_ index: Int, _ worker: Int) -> Void) {
    withoutActuallyEscaping(body) { escaping in
      var context = escaping
      withUnsafeMutablePointer(to: &context) { pointer in
        aa_pool_run(
          pool, Int64(count),
          { context, index, worker in
            context?.assumingMemoryBound(to: ((Int, Int) -> Void).self).pointee(Int(index), Int(worker))
          }, pointer)
      }
    }
  }

  /// Calls `body(range, worker)` for consecutive pieces of 0..<count, each `size` long but the last.
  public func forEachPiece(of count: Int, size: Int, _ body: (_ range: Range<Int>, _ worker: Int) -> Void) {
    forEach((count + size - 1) / size) { index, worker in
      body(index * size..<min(count, (index + 1) * size), worker)
    }
  }
}
