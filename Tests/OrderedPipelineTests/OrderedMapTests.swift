import OrderedPipeline
import Synchronization
import Testing

@Suite struct OrderedMapTests {
  struct Broken: Error, Equatable { var at: Int }

  func run(threads: Int, count: Int, window: Int = 8, transform: @escaping @Sendable (Int) throws -> Int)
    throws -> [Int]
  {
    var next = 0
    var out: [Int] = []
    try OrderedMap.run(
      threads: threads, window: window,
      next: { () -> Int? in
        if next == count { return nil }
        next += 1
        return next - 1
      }, transform: transform, consume: { out.append($0) })
    return out
  }

  /// Work whose length differs from item to item, so that workers overtake each other.
  @Sendable static func uneven(_ i: Int) -> Int {
    var x = UInt64(i)
    for _ in 0..<(i % 7) * 300 { x = x &* 6_364_136_223_846_793_005 &+ 1 }
    return x == 1 ? -1 : i * 3
  }

  @Test(arguments: [0, 1, 2, 8])
  func resultsComeInOrder(threads: Int) throws {
    #expect(try run(threads: threads, count: 3000, transform: Self.uneven) == (0..<3000).map { $0 * 3 })
    #expect(try run(threads: threads, count: 0, transform: Self.uneven) == [])
    #expect(try run(threads: threads, count: 1, transform: Self.uneven) == [0])
  }

  @Test(arguments: [0, 1, 2, 8])
  func theFirstErrorInInputOrderWins(threads: Int) {
    #expect(throws: Broken(at: 100)) {
      try run(threads: threads, count: 3000) { i in
        if i >= 100 { throw Broken(at: i) }
        return i
      }
    }
  }

  @Test func errorsOfNextAndConsumeEndTheRun() {
    #expect(throws: Broken(at: 1)) {
      try OrderedMap.run(
        threads: 4, next: { () throws -> Int? in throw Broken(at: 1) }, transform: { $0 }, consume: { _ in })
    }
    var n = 0
    #expect(throws: Broken(at: 2)) {
      try OrderedMap.run(
        threads: 4,
        next: { () -> Int? in
          n += 1
          return n
        }, transform: { $0 }, consume: { _ in throw Broken(at: 2) })
    }
    // Endless input was not read ahead without bound.
    #expect(n <= 2 * 4 + 8)
  }

  @Test func inFlightItemsAreBounded() throws {
    let started = Mutex(0)
    var consumed = 0
    var most = 0
    var next = 0
    try OrderedMap.run(
      threads: 3, window: 2,
      next: { () -> Int? in
        most = max(most, next - consumed)
        next += 1
        return next > 500 ? nil : next
      },
      transform: { i in
        started.withLock { $0 += 1 }
        return i
      }, consume: { _ in consumed += 1 })
    #expect(started.withLock { $0 } == 500)
    #expect(most <= 2 * 3 + 2)
  }
}
