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
    try stream.step(input, output)
  }
}
