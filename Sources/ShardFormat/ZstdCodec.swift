import CZstd

/// Whole-payload compression with one context that is used again and again.
final class ZstdCompressor {
  private let context: OpaquePointer?
  private let level: Int

  init(level: Int) {
    context = ZSTD_createCCtx()
    self.level = level
  }

  deinit { ZSTD_freeCCtx(context) }

  /// nil when the result would not be smaller, or would expand more than a reader allows.
  func compress(_ raw: UnsafeRawBufferPointer) -> [UInt8]? {
    guard raw.count <= ZstdLimits.largestRaw, raw.count > 64 else { return nil }
    let capacity = raw.count - 1
    let out = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, used in
      let n = ZSTD_compressCCtx(
        context, buffer.baseAddress, capacity, raw.baseAddress, raw.count, Int32(level))
      used = ZSTD_isError(n) == 0 ? n : 0
    }
    guard !out.isEmpty, ZstdLimits.allows(raw: UInt64(raw.count), stored: UInt64(out.count)) else {
      return nil
    }
    return out
  }
}

/// How far a compressed payload may expand: a bomb is refused by its header, before anything is allocated.
enum ZstdLimits {
  static let largestRaw = 64 << 20
  static func allows(raw: UInt64, stored: UInt64) -> Bool {
    raw <= UInt64(largestRaw) && stored <= raw && raw <= (1 << 20) + 256 * stored
  }
}

final class ZstdDecompressor {
  private let context = ZSTD_createDCtx()
  deinit { ZSTD_freeDCtx(context) }

  /// Exactly `rawLength` bytes, which the caller has checked against the limits; nil for anything else, and for what is
  /// not one frame that tells its content size, needs no dictionary and keeps to the window.
  func decompress(_ stored: UnsafeRawBufferPointer, rawLength: Int) -> Payload? {
    guard ZstdFrame.isAllowed(stored, rawLength: rawLength) else { return nil }
    let memory = Payload.allocate(rawLength)
    let payload = Payload(owning: memory, count: rawLength)
    let n = ZSTD_decompressDCtx(context, memory, rawLength, stored.baseAddress, stored.count)
    return ZSTD_isError(n) == 0 && n == rawLength ? payload : nil
  }
}

/// The header of a Zstandard frame (RFC 8878, section 3.1.1.1).
enum ZstdFrame {
  static let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]

  static func isAllowed(_ stored: UnsafeRawBufferPointer, rawLength: Int) -> Bool {
    guard stored.count >= 6, magic.indices.allSatisfy({ stored[$0] == magic[$0] }) else { return false }
    let descriptor = stored[4]
    // Two bits name the size of a dictionary's number.
    guard descriptor & 3 == 0,
      ZSTD_getFrameContentSize(stored.baseAddress, stored.count) == UInt64(rawLength),
      ZSTD_findFrameCompressedSize(stored.baseAddress, stored.count) == stored.count
    else { return false }
    // A single segment's window is its content, which the limits bound; else a byte tells it.
    if descriptor & 32 == 0 {
      let base = 1 << (10 + Int(stored[5] >> 3))
      return base + base / 8 * Int(stored[5] & 7) <= ZstdLimits.largestRaw
    }
    return true
  }
}
