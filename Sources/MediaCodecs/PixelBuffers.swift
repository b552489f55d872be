import ByteStreams

/// Memory for pixels that is used again. Fresh memory of this size comes from the system page by page, which takes longer
/// than resampling does.
enum PixelBuffers {
  private static let kept = Guarded([[UInt8]]())
  private static let most = 8
  private static let largest = 4 << 20

  /// `count` bytes, filled by `fill`, which returns false when it could not. Nil then.
  static func filled(_ count: Int, _ fill: (UnsafeMutablePointer<UInt8>) -> Bool) -> [UInt8]? {
    var pixels = take(count)
    let done = pixels.withUnsafeMutableBufferPointer { $0.baseAddress.map(fill) ?? false }
    return done ? pixels : nil
  }

  /// Keeps the memory of pixels that nobody looks at any more.
  static func giveBack(_ pixels: consuming [UInt8]) {
    guard !pixels.isEmpty, pixels.count <= largest else { return }
    let pixels = pixels
    kept.withLock { kept in
      if kept.count < most { kept.append(pixels) }
    }
  }

  /// Bytes of any value.
  private static func take(_ count: Int) -> [UInt8] {
    let found: [UInt8]? = kept.withLock { kept in
      let fitting = kept.firstIndex { $0.count == count } ?? kept.firstIndex { $0.capacity >= count }
      guard let fitting, kept[fitting].capacity / 4 <= count else { return nil }
      kept.swapAt(fitting, kept.count - 1)
      return kept.removeLast()
    }
    guard var pixels = found else {
      return [UInt8](unsafeUninitializedCapacity: count) { $1 = count }
    }
    if pixels.count > count {
      pixels.removeLast(pixels.count - count)
    } else {
      pixels.append(contentsOf: repeatElement(0, count: count - pixels.count))
    }
    return pixels
  }
}
