import Glibc
import Synchronization

/// A bounded parallel map whose results come out in the order the inputs went in, so that neither the order nor the bytes
/// of an output depend on the number of threads.
public enum OrderedMap {
  /// Pulls inputs from `next`, transforms up to `threads` of them at a time, and hands each result to `consume` in
  /// order.
  ///
  /// `next` and `consume` run on the caller's thread only; `transform` runs on `threads` others, so that one already
  /// works while the caller reads and writes. With 0 the caller does everything, and takes an input only when the result
  /// of the one before is consumed. At most `2 * threads + window` items, or groups of light ones, are in flight. The first error thrown
  /// by any part, in input order, ends the run after the running transforms have returned.
  /// - Parameter weight: bytes of an input; those of little weight are handed over several at a time, because handing
  ///   over costs as much as a few kilobytes of work. By default each goes alone.
  public static func run<Input: Sendable, Output: Sendable>(
    threads: Int, window: Int = 8, weight: (Input) -> Int = { _ in Int.max },
    next: () throws -> Input?,
    transform: @escaping @Sendable (Input) throws -> Output,
    consume: (Output) throws -> Void
  ) throws {
    let queue = WorkQueue<[Input], [Result<Output, any Error>]>()
    let transformAll: @Sendable ([Input]) throws -> [Result<Output, any Error>] = { group in
      group.map { input in Result { try transform(input) } }
    }
    var workers: [pthread_t] = []
    for _ in 0..<max(0, threads) {
      if let thread = Thread.start({ queue.work(transformAll) }) { workers.append(thread) }
    }
    defer {
      queue.close()
      for worker in workers { pthread_join(worker, nil) }
    }
    // None asked for, or none to be had.
    if workers.isEmpty {
      while let input = try next() { try consume(try transform(input)) }
      return
    }
    let limit = 2 * threads + window
    var submitted = 0
    var consumed = 0
    var exhausted = false
    while true {
      while !exhausted && submitted - consumed < limit {
        let group = try OrderedMap.group(weight, next)
        if group.isEmpty {
          exhausted = true
          break
        }
        queue.submit(submitted, group)
        submitted += 1
      }
      if consumed == submitted { return }
      for result in try queue.result(consumed).get() { try consume(try result.get()) }
      consumed += 1
    }
  }

  /// Inputs up to a weight of 64 KiB; empty at the end.
  private static func group<Input>(_ weight: (Input) -> Int, _ next: () throws -> Input?) throws -> [Input] {
    var group: [Input] = []
    var total = 0
    while total < 1 << 16, let input = try next() {
      group.append(input)
      let (sum, overflow) = total.addingReportingOverflow(weight(input))
      total = overflow ? Int.max : sum
    }
    return group
  }
}

enum Thread {
  private final class Body {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  static func start(_ run: @escaping @Sendable () -> Void) -> pthread_t? {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, 8 << 20)
    defer { pthread_attr_destroy(&attributes) }
    let body = Unmanaged.passRetained(Body(run))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument else { return nil }
        Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, body.toOpaque())
    if code != 0 {
      body.release()
      return nil
    }
    return thread
  }
}

/// Inputs waiting for a worker and results waiting for their turn, under one lock.
private final class WorkQueue<Input: Sendable, Output: Sendable>: @unchecked Sendable {
  private var lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private var changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var waiting: [(Int, Input)] = []
  private var head = 0
  private var done: [Int: Result<Output, any Error>] = [:]
  private var closed = false

  init() {
    pthread_mutex_init(lock, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    pthread_cond_destroy(changed)
    lock.deallocate()
    changed.deallocate()
  }

  func submit(_ serial: Int, _ input: Input) {
    pthread_mutex_lock(lock)
    waiting.append((serial, input))
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }

  func close() {
    pthread_mutex_lock(lock)
    closed = true
    waiting.removeAll()
    head = 0
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(lock)
  }

  func result(_ serial: Int) -> Result<Output, any Error> {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    while true {
      if let result = done.removeValue(forKey: serial) { return result }
      pthread_cond_wait(changed, lock)
    }
  }

  func work(_ transform: @Sendable (Input) throws -> Output) {
    while true {
      pthread_mutex_lock(lock)
      while head == waiting.count && !closed { pthread_cond_wait(changed, lock) }
      if closed {
        pthread_mutex_unlock(lock)
        return
      }
      let (serial, input) = waiting[head]
      head += 1
      if head > 64 {
        waiting.removeFirst(head)
        head = 0
      }
      pthread_mutex_unlock(lock)
      let result = Result { try transform(input) }
      pthread_mutex_lock(lock)
      done[serial] = result
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(lock)
    }
  }
}
