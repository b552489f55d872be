import Glibc

/// Plain values that are all zeros at first, at the beginning of a line of the processor's cache. The system gives such
/// memory as it is first used.
struct ClearedBlock<Element: BitwiseCopyable>: ~Copyable {
  let base: UnsafeMutablePointer<Element>
  private let block: UnsafeMutableRawPointer
  private let size: Int

  init(count: Int) {
    size = count * MemoryLayout<Element>.stride
    guard let block = calloc(1, size + 64) else {
      // As for Swift's own containers, there is no going on without memory.
      preconditionFailure("out of memory")
    }
    self.block = block
    let address = UInt(bitPattern: block)
    let start = block + Int((address + 63) & ~63 - address)
    base = start.bindMemory(to: Element.self, capacity: count)
  }

  deinit { free(block) }

  /// Makes them zeros again.
  func clear() { memset(base, 0, size) }
}
