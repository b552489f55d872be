import CBrotli
import CDeflate
import CLZ4
import CSnappy
import CZstd

/// The codecs of the format, one page a call. Not for two threads at once.
final class Decompressor {
  private var zstd: OpaquePointer?
  private var deflate: OpaquePointer?

  init() {}

  deinit {
    if let zstd { ZSTD_freeDCtx(zstd) }
    if let deflate { libdeflate_free_decompressor(deflate) }
  }

  /// Fills `output` exactly.
  func decompress(
    _ input: UnsafeRawBufferPointer, codec: Int32, into output: UnsafeMutableRawBufferPointer
  ) throws(Flaw) {
    // Nothing comes out of whatever is there, and some writers store nothing for it.
    if output.isEmpty { return }
    guard !input.isEmpty else { throw Flaw(.badCompression, "there is nothing to decompress") }
    switch codec {
    case Codec.snappy: try snappy(input, output)
    case Codec.gzip: try gzip(input, output)
    case Codec.brotli: try brotli(input, output)
    case Codec.zstd: try zstd(input, output)
    case Codec.lz4: try hadoopLZ4(input, output)
    case Codec.lz4Raw:
      guard lz4(input, output) == output.count else { throw Decompressor.damaged("LZ4") }
    case Codec.lzo: throw Flaw(.unsupported, "the compression LZO is not supported")
    default: throw Flaw(.unsupported, "the compression \(codec) is not known")
    }
  }

  private static func damaged(_ name: String) -> Flaw {
    Flaw(.badCompression, "the \(name) data are damaged, or do not have the size that the page claims")
  }

  private func snappy(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(Flaw) {
    var size = 0
    let source = input.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard snappy_uncompressed_length(source, input.count, &size) == SNAPPY_OK, size == output.count,
      snappy_uncompress(source, input.count, output.baseAddress?.assumingMemoryBound(to: CChar.self), &size)
        == SNAPPY_OK, size == output.count
    else { throw Decompressor.damaged("snappy") }
  }

  private func zstd(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(Flaw) {
    if zstd == nil { zstd = ZSTD_createDCtx() }
    let size = ZSTD_decompressDCtx(zstd, output.baseAddress, output.count, input.baseAddress, input.count)
    guard ZSTD_isError(size) == 0, size == output.count else { throw Decompressor.damaged("zstd") }
  }

  /// One or several gzip members; a zlib stream, which some writers stored under that name.
  private func gzip(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(Flaw) {
    if deflate == nil { deflate = libdeflate_alloc_decompressor() }
    var (read, written) = (0, 0)
    while written < output.count {
      let isGzip = read + 1 < input.count && input[read] == 0x1F && input[read + 1] == 0x8B
      let unpack = isGzip ? libdeflate_gzip_decompress_ex : libdeflate_zlib_decompress_ex
      var (taken, given) = (0, 0)
      let result = unpack(
        deflate, input.baseAddress.map { $0 + read }, input.count - read,
        output.baseAddress.map { $0 + written }, output.count - written, &taken, &given)
      // A member that gives nothing may stand between others, but each takes something.
      guard result == LIBDEFLATE_SUCCESS, taken > 0 else { throw Decompressor.damaged("gzip") }
      read += taken
      written += given
    }
  }

  private func brotli(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(Flaw) {
    var size = output.count
    let result = BrotliDecoderDecompress(
      input.count, input.baseAddress?.assumingMemoryBound(to: UInt8.self), &size,
      output.baseAddress?.assumingMemoryBound(to: UInt8.self))
    guard result == BROTLI_DECODER_RESULT_SUCCESS, size == output.count else {
      throw Decompressor.damaged("brotli")
    }
  }

  /// Bytes that came out, nil when the input is damaged or has more than fits.
  private func lz4(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> Int? {
    guard let source = input.baseAddress, let target = output.baseAddress,
      let inputCount = Int32(exactly: input.count), let outputCount = Int32(exactly: output.count)
    else { return nil }
    let size = LZ4_decompress_safe(
      source.assumingMemoryBound(to: CChar.self), target.assumingMemoryBound(to: CChar.self), inputCount,
      outputCount)
    return size < 0 ? nil : Int(size)
  }

  /// The old LZ4: blocks behind their sizes, big-endian, as Hadoop writes them; or one block without.
  private func hadoopLZ4(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(Flaw) {
    if blocks(input, output) { return }
    guard lz4(input, output) == output.count else { throw Decompressor.damaged("LZ4") }
  }

  private func blocks(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer) -> Bool {
    var (read, written) = (0, 0)
    while input.count - read >= 8 {
      let size = Int(UInt32(bigEndian: input.loadUnaligned(fromByteOffset: read, as: UInt32.self)))
      let stored = Int(UInt32(bigEndian: input.loadUnaligned(fromByteOffset: read + 4, as: UInt32.self)))
      read += 8
      guard stored <= input.count - read, size <= output.count - written else { return false }
      let from = UnsafeRawBufferPointer(rebasing: input[read..<read + stored])
      let to = UnsafeMutableRawBufferPointer(rebasing: output[written..<written + size])
      guard size == 0 || lz4(from, to) == size else { return false }
      read += stored
      written += size
    }
    return read == input.count && written == output.count
  }
}

/// How pages are compressed, by the numbers of the format.
enum Codec {
  static let uncompressed: Int32 = 0
  static let snappy: Int32 = 1
  static let gzip: Int32 = 2
  static let lzo: Int32 = 3
  static let brotli: Int32 = 4
  static let lz4: Int32 = 5
  static let zstd: Int32 = 6
  static let lz4Raw: Int32 = 7
}
