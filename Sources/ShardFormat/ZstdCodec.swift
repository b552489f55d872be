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

  /// Exactly `rawLength` bytes, which the caller has checked against the limits; nil for anything else.
  func decompress(_ stored: UnsafeRawBufferPointer, rawLength: Int) -> Payload? {
    let memory = Payload.allocate(rawLength)
    let payload = Payload(owning: memory, count: rawLength)
    let n = ZSTD_decompressDCtx(context, memory, rawLength, stored.baseAddress, stored.count)
    return ZSTD_isError(n) == 0 && n == rawLength ? payload : nil
  }
}
