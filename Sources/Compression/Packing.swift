import CBzip2
import CLZMA
import CZlib
import CZstd

extension Compression {
  /// Bytes as one member; for tests of readers. Nil when the library has no memory.
  package func packed(_ bytes: [UInt8], level: Int32 = 1) -> [UInt8]? {
    var out = [UInt8](repeating: 0, count: bytes.count + bytes.count / 50 + 4096)
    let used: Int? = bytes.withUnsafeBytes { input in
      out.withUnsafeMutableBytes { output in
        switch self {
        case .gzip: Compression.gzip(input, output, level)
        case .xz: Compression.xz(input, output, level)
        case .zstd: Compression.zstd(input, output, level)
        case .bzip2: Compression.bzip2(input, output, level)
        }
      }
    }
    return used.map { Array(out[..<$0]) }
  }

  private static func gzip(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ level: Int32
  ) -> Int? {
    var stream = z_stream()
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
        Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(truncatingIfNeeded: input.count)
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(truncatingIfNeeded: output.count)
    return deflate(&stream, Z_FINISH) == Z_STREAM_END ? output.count - Int(stream.avail_out) : nil
  }

  private static func xz(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ level: Int32
  ) -> Int? {
    var used = 0
    let code = lzma_easy_buffer_encode(
      UInt32(bitPattern: level), LZMA_CHECK_CRC64, nil,
      input.baseAddress?.assumingMemoryBound(to: UInt8.self),
      input.count, output.baseAddress?.assumingMemoryBound(to: UInt8.self), &used, output.count)
    return code == LZMA_OK ? used : nil
  }

  private static func zstd(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ level: Int32
  ) -> Int? {
    guard let context = ZSTD_createCCtx() else { return nil }
    defer { ZSTD_freeCCtx(context) }
    // As the program zstd does, so that damage is found.
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
    let used = ZSTD_compress2(context, output.baseAddress, output.count, input.baseAddress, input.count)
    return ZSTD_isError(used) == 0 ? used : nil
  }

  private static func bzip2(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer, _ level: Int32
  ) -> Int? {
    var used = UInt32(truncatingIfNeeded: output.count)
    let code = BZ2_bzBuffToBuffCompress(
      output.baseAddress?.assumingMemoryBound(to: CChar.self), &used,
      UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self)),
      UInt32(truncatingIfNeeded: input.count), level, 0, 0)
    return code == BZ_OK ? Int(used) : nil
  }
}
