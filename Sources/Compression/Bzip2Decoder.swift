import CBzip2

/// One bzip2 stream through libbz2, which checks its CRCs.
final class Bzip2Decoder: MemberDecoder {
  private let stream: UnsafeMutablePointer<bz_stream>

  init() throws(CompressionError.Reason) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: bz_stream())
    guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else { throw .memory }
  }

  deinit {
    BZ2_bzDecompressEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError.Reason) -> DecodingStep {
    let give = min(input.count, Int(UInt32.max))
    let room = min(output.count, Int(UInt32.max))
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: CChar.self))
    stream.pointee.avail_in = UInt32(give)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    stream.pointee.avail_out = UInt32(room)
    let code = BZ2_bzDecompress(stream)
    switch code {
    case BZ_OK, BZ_STREAM_END:
      return DecodingStep(
        consumed: give - Int(stream.pointee.avail_in), produced: room - Int(stream.pointee.avail_out),
        isAtEnd: code == BZ_STREAM_END)
    case BZ_MEM_ERROR: throw .memory
    default: throw .damaged
    }
  }
}
