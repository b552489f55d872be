import ByteStreams
import Foundation
import Testing

@Suite struct GuardedTests {
  @Test func nothingIsLostBetweenThreads() async {
    let count = Guarded(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 { group.addTask { for _ in 0..<10_000 { count.withLock { $0 += 1 } } } }
    }
    #expect(count.withLock { $0 } == 80_000)
  }

  @Test func anErrorGivesTheLockBack() {
    let value = Guarded([1])
    #expect(throws: CancellationError.self) { try value.withLock { _ in throw CancellationError() } }
    #expect(value.withLock { $0 } == [1])
  }
}
