import CSnappy
import CZstd

/// How a column's pages are compressed.
public enum ParquetCompression: Sendable, Equatable {
  case uncompressed, snappy
  /// Levels are 1, fast, to 22, small.
  case zstd(level: Int32 = 3)

  var codec: Int32 {
    switch self {
    case .uncompressed: Codec.uncompressed
    case .snappy: Codec.snappy
    case .zstd: Codec.zstd
    }
  }
}

/// Compresses one page a call. Not for two threads at once.
final class Compressor {
  private var zstd: OpaquePointer?

  init() {}

  deinit { if let zstd { ZSTD_freeCCtx(zstd) } }

  func compress(_ input: [UInt8], _ compression: ParquetCompression) throws(Flaw) -> [UInt8] {
    switch compression {
    case .uncompressed: return input
    case .snappy:
      return try fill(snappy_max_compressed_length(input.count)) { output in
        var size = output.count
        let result = input.withUnsafeBytes {
          snappy_compress(
            $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count,
            output.baseAddress?.assumingMemoryBound(to: CChar.self), &size)
        }
        return result == SNAPPY_OK ? size : nil
      }
    case .zstd(let level):
      if zstd == nil { zstd = ZSTD_createCCtx() }
      let zstd = zstd
      return try fill(ZSTD_compressBound(input.count)) { output in
        let size = input.withUnsafeBytes {
          ZSTD_compressCCtx(zstd, output.baseAddress, output.count, $0.baseAddress, $0.count, level)
        }
        return ZSTD_isError(size) == 0 ? size : nil
      }
    }
  }

  /// Bytes that `body` writes, of which it returns the number; in memory of their size.
  private func fill(
    _ capacity: Int, _ body: (UnsafeMutableRawBufferPointer) -> Int?
  ) throws(Flaw) -> [UInt8] {
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 16)
    defer { room.deallocate() }
    guard let size = body(room) else {
      throw Flaw(.badCompression, "a page cannot be compressed: there is not enough memory")
    }
    return [UInt8](UnsafeRawBufferPointer(rebasing: room[..<size]))
  }
}
