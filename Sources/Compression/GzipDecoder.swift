import CZlib

/// One gzip member through zlib, which checks the CRC-32 and the length behind it.
final class GzipDecoder: MemberDecoder {
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(CompressionError.Reason) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for a gzip header.
    guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw .memory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError.Reason) -> DecodingStep {
    let give = min(input.count, Int(UInt32.max))
    let room = min(output.count, Int(UInt32.max))
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.pointee.avail_in = UInt32(give)
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(room)
    let code = inflate(stream, Z_NO_FLUSH)
    let step = DecodingStep(
      consumed: give - Int(stream.pointee.avail_in), produced: room - Int(stream.pointee.avail_out),
      isAtEnd: code == Z_STREAM_END)
    switch code {
    case Z_OK, Z_STREAM_END: return step
    // No progress was possible: more input or more room will help.
    case Z_BUF_ERROR: return step
    case Z_MEM_ERROR: throw .memory
    default: throw .damaged
    }
  }
}
