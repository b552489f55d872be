import CLZMA

/// One xz stream through liblzma, which checks its checksums and its index.
final class XZDecoder: MemberDecoder {
  /// What `xz -9` needs is 65 MiB.
  private static let memory: UInt64 = 512 << 20
  private let stream: UnsafeMutablePointer<lzma_stream>

  init() throws(CompressionError.Reason) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: lzma_stream())
    guard lzma_stream_decoder(stream, XZDecoder.memory, 0) == LZMA_OK else { throw .memory }
  }

  deinit {
    lzma_end(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError.Reason) -> DecodingStep {
    stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_in = input.count
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = output.count
    let code = lzma_code(stream, LZMA_RUN)
    let step = DecodingStep(
      consumed: input.count - stream.pointee.avail_in, produced: output.count - stream.pointee.avail_out,
      isAtEnd: code == LZMA_STREAM_END)
    switch code {
    case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: return step
    case LZMA_MEM_ERROR, LZMA_MEMLIMIT_ERROR: throw .memory
    default: throw .damaged
    }
  }
}
