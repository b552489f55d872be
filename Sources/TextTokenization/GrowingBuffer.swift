import Glibc

/// Plain values in one block that the system makes longer in place where it can. An array would hold the old and the
/// new block at once while it grows; and inside a class every access to one is watched over.
///
/// For indices of this library's own making, which never come from outside: they are checked in debug builds only.
struct GrowingBuffer<Element: BitwiseCopyable>: ~Copyable {
  private(set) var count = 0
  private var capacity = 0
  private(set) var base: UnsafeMutablePointer<Element>

  init() { base = Self.block(nil, 1) }

  init(repeating element: Element, count: Int) {
    base = Self.block(nil, max(1, count))
    capacity = count
    self.count = count
    base.initialize(repeating: element, count: count)
  }

  deinit { free(base) }

  private static func block(
    _ old: UnsafeMutablePointer<Element>?, _ count: Int
  ) -> UnsafeMutablePointer<Element> {
    guard let block = realloc(old, count * MemoryLayout<Element>.stride) else {
      // As for Swift's own containers, there is no going on without memory.
      preconditionFailure("out of memory")
    }
    return block.assumingMemoryBound(to: Element.self)
  }

  subscript(index: Int) -> Element {
    @inline(__always) get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    @inline(__always) set {
      assert(index >= 0 && index < count)
      base[index] = newValue
    }
  }

  @inline(__always) mutating func append(_ element: Element) {
    if count == capacity { reserve(count + 1) }
    (base + count).initialize(to: element)
    count &+= 1
  }

  mutating func append(_ source: UnsafeBufferPointer<Element>) {
    guard let start = source.baseAddress else { return }
    reserve(count + source.count)
    (base + count).initialize(from: start, count: source.count)
    count &+= source.count
  }

  /// Makes room for `wanted` elements; grows by a quarter at least.
  mutating func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    capacity = max(wanted, capacity + capacity / 4 + 16)
    base = Self.block(base, capacity)
  }

  mutating func removeLast() -> Element {
    assert(count > 0)
    count &-= 1
    return base[count]
  }

  /// Keeps the first `count` elements.
  mutating func truncate(_ count: Int) {
    assert(count <= self.count)
    self.count = count
  }

  /// Sets the number of elements, for which there is room, without saying what they are.
  @inline(__always) mutating func setCount(_ count: Int) {
    assert(count <= capacity)
    self.count = count
  }

  /// Gives back what is not in use.
  mutating func shrink() {
    capacity = max(1, count)
    base = Self.block(base, capacity)
  }

  @inline(__always) mutating func swapAt(_ a: Int, _ b: Int) {
    let held = self[a]
    self[a] = self[b]
    self[b] = held
  }
}
