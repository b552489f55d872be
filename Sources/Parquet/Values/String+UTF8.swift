import Glibc

extension String {
  /// Nil for what is not UTF-8.
  ///
  /// `String(validating:as:)` does that too, but not specialised for bytes: it takes twice as long for short texts.
  init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    // Repairing changes what is not UTF-8, and only that.
    self.init(decoding: bytes, as: UTF8.self)
    if utf8.count != bytes.count { return nil }
    if String.isASCII(bytes) { return }
    let isSame = utf8.withContiguousStorageIfAvailable { (repaired) -> Bool in
      // Empty texts have no address, and are ASCII.
      guard let a = repaired.baseAddress, let b = bytes.baseAddress else { return true }
      return memcmp(a, b, bytes.count) == 0
    }
    if isSame == false { return nil }
  }

  private static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(bytes)
    var seen: UInt64 = 0
    var i = 0
    while i + 8 <= raw.count {
      seen |= raw.loadUnaligned(fromByteOffset: i, as: UInt64.self)
      i += 8
    }
    while i < raw.count {
      seen |= UInt64(raw[i])
      i += 1
    }
    return seen & 0x8080_8080_8080_8080 == 0
  }
}
