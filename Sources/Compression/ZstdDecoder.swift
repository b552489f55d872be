import CZstd

/// One zstd frame through libzstd, which checks its checksum when it has one.
final class ZstdDecoder: MemberDecoder {
  private let context: OpaquePointer

  init() throws(CompressionError.Reason) {
    guard let context = ZSTD_createDStream() else { throw .memory }
    self.context = context
  }

  deinit { ZSTD_freeDStream(context) }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError.Reason) -> DecodingStep {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var sink = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let code = ZSTD_decompressStream(context, &sink, &source)
    if ZSTD_isError(code) != 0 {
      switch ZSTD_getErrorCode(code) {
      case ZSTD_error_frameParameter_windowTooLarge, ZSTD_error_memory_allocation: throw .memory
      default: throw .damaged
      }
    }
    return DecodingStep(consumed: source.pos, produced: sink.pos, isAtEnd: code == 0)
  }
}
