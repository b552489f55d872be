/// Memory of a page. It does not change once the page is read, and stays as long as a value lies in it.
final class PageBuffer: @unchecked Sendable {
  /// Readable bytes behind `memory`: decoders load eight bytes wherever a value of fewer begins.
  static let padding = 16

  private let base: UnsafeMutableRawPointer
  let capacity: Int
  private var count: Int

  init(capacity: Int) {
    base = UnsafeMutableRawPointer.allocate(byteCount: capacity + PageBuffer.padding, alignment: 16)
    self.capacity = capacity
    count = capacity
    clearPadding()
  }

  deinit { base.deallocate() }

  /// The page.
  var memory: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(start: base, count: count) }

  var pointer: UnsafePointer<UInt8> { UnsafePointer(base.assumingMemoryBound(to: UInt8.self)) }

  /// For another page of at most `capacity` bytes.
  func reset(count: Int) {
    self.count = count
    clearPadding()
  }

  private func clearPadding() {
    (base + count).initializeMemory(as: UInt8.self, repeating: 0, count: PageBuffer.padding)
  }
}
