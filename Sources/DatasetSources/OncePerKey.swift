import ByteStreams
import Glibc

/// Lets one thread at a time work on a key; others that come for the same key wait for it, and those that come for
/// another do not. The work must not come back for the same key.
final class OncePerKey: @unchecked Sendable {
  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var busy: Set<Digest> = []

  init() {
    lock = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(lock)
    changed.deallocate()
    lock.deallocate()
  }

  func run<Result>(_ key: Digest, _ work: () throws -> Result) rethrows -> Result {
    pthread_mutex_lock(lock)
    while !busy.insert(key).inserted { pthread_cond_wait(changed, lock) }
    pthread_mutex_unlock(lock)
    defer {
      pthread_mutex_lock(lock)
      busy.remove(key)
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(lock)
    }
    return try work()
  }
}
