import Glibc

/// The time that one text may take. What counts is the processor's time of this thread; the wall clock is only cheaper to
/// look at.
struct WorkClock {
  struct Limit: Sendable {
    /// Seconds.
    var text: Double
    var byte: Double
  }

  private let limit: Double
  private let began: Double
  private var next: Double

  init(_ limit: Limit, bytes: Int) {
    self.limit = limit.text + limit.byte * Double(bytes)
    began = Self.seconds(CLOCK_THREAD_CPUTIME_ID)
    next = Self.seconds(CLOCK_MONOTONIC) + self.limit
  }

  var isOver: Bool {
    mutating get {
      let now = Self.seconds(CLOCK_MONOTONIC)
      if now < next { return false }
      let left = limit - (Self.seconds(CLOCK_THREAD_CPUTIME_ID) - began)
      next = now + left
      return left <= 0
    }
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
