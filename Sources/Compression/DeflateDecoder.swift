import CZlib

/// A deflate stream without header or checksum through zlib, as zip files hold it.
final class DeflateDecoder: MemberDecoder {
  private let stream: UnsafeMutablePointer<z_stream>

  init() throws(CompressionError.Reason) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
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
    try stream.step(input, output)
  }
}

extension UnsafeMutablePointer<z_stream> {
  /// One call of inflate.
  func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer
  ) throws(CompressionError.Reason) -> DecodingStep {
    let give = Swift.min(input.count, Int(UInt32.max))
    let room = Swift.min(output.count, Int(UInt32.max))
    pointee.next_in = UnsafeMutablePointer<UInt8>(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    pointee.avail_in = UInt32(give)
    pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    pointee.avail_out = UInt32(room)
    let code = inflate(self, Z_NO_FLUSH)
    switch code {
    // BUF_ERROR: no progress was possible; more input or more room will help.
    case Z_OK, Z_STREAM_END, Z_BUF_ERROR:
      return DecodingStep(
        consumed: give - Int(pointee.avail_in), produced: room - Int(pointee.avail_out),
        isAtEnd: code == Z_STREAM_END)
    case Z_MEM_ERROR: throw .memory
    default: throw .damaged
    }
  }
}
