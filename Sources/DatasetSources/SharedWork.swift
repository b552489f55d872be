import Glibc

/// Results by key that are made once: whoever asks for one that is being made waits for it.
final class SharedWork<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var known: [Key: (value: Value, size: Int)] = [:]
  private var underway: Set<Key> = []
  /// Keys as they became known, those before `head` forgotten.
  private var order: [Key] = []
  private var head = 0
  private var size = 0
  private let budget: Int

  /// - Parameter budget: sizes of results to remember, together.
  init(budget: Int) {
    self.budget = budget
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
  }

  /// The result for `key`, made by `make` when it is not remembered. What `make` throws is not.
  func value(_ key: Key, size: (Value) -> Int, make: () throws -> Value) throws -> Value {
    pthread_mutex_lock(lock)
    while true {
      if let found = known[key] {
        pthread_mutex_unlock(lock)
        return found.value
      }
      if underway.insert(key).inserted { break }
      pthread_cond_wait(changed, lock)
    }
    pthread_mutex_unlock(lock)
    let result = Result { try make() }
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    underway.remove(key)
    if case .success(let value) = result { remember(key, value, size(value)) }
    pthread_cond_broadcast(changed)
    return try result.get()
  }

  /// Within the lock. The oldest go when there is no room.
  private func remember(_ key: Key, _ value: Value, _ count: Int) {
    guard count <= budget else { return }
    known[key] = (value, count)
    order.append(key)
    size += count
    while size > budget, head < order.count {
      if let old = known.removeValue(forKey: order[head]) { size -= old.size }
      head += 1
    }
    if head > 4096 {
      order.removeFirst(head)
      head = 0
    }
  }
}
