import ByteStreams

/// The bytes of one column of one row group, read from their beginning through a small window.
final class ChunkBytes {
  private let file: RandomAccessFile
  private let end: Int
  /// What has been read and not yet taken: `window[start..<filled]`, which lies in the file before `next`.
  private var window: UnsafeMutableRawBufferPointer
  private var start = 0
  private var filled = 0
  private var next: Int
  static let windowBytes = 1 << 15

  init(_ file: RandomAccessFile, _ range: Range<Int>) {
    self.file = file
    next = range.lowerBound
    end = range.upperBound
    window = .allocate(byteCount: min(ChunkBytes.windowBytes, range.count), alignment: 16)
  }

  deinit { window.deallocate() }

  /// Where in the file the next byte lies.
  var offset: Int { next - (filled - start) }
  /// Bytes not yet taken.
  var left: Int { end - offset }

  /// The next `count` bytes, without taking them: fewer when the chunk ends. They are there until the next call.
  func peek(_ count: Int) throws -> UnsafeRawBufferPointer {
    let count = min(count, left)
    if filled - start < count {
      if count > window.count { grow(to: count) } else if start > 0 { compact(into: window) }
      let more = min(window.count - filled, end - next)
      try file.read(into: UnsafeMutableRawBufferPointer(rebasing: window[filled..<filled + more]), at: next)
      filled += more
      next += more
    }
    return UnsafeRawBufferPointer(rebasing: window[start..<start + count])
  }

  private func grow(to count: Int) {
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
    compact(into: larger)
    window.deallocate()
    window = larger
  }

  private func compact(into target: UnsafeMutableRawBufferPointer) {
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[start..<filled]))
    filled -= start
    start = 0
  }

  /// Passes over `count` bytes, of which there are as many.
  func skip(_ count: Int) {
    let here = min(count, filled - start)
    start += here
    next += count - here
  }

  /// Takes as many bytes as `buffer` has room for; there are as many.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    let here = min(buffer.count, filled - start)
    buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: window[start..<start + here]))
    start += here
    if here == buffer.count { return }
    let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[here...])
    try file.read(into: rest, at: next)
    next += rest.count
  }
}
