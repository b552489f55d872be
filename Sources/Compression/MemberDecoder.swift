/// Decodes one member of a compressed stream: a gzip member, an xz stream, a zstd frame, a bzip2 stream.
protocol MemberDecoder: AnyObject {
  /// Takes from `input` and fills `output`, as far as either reaches.
  func step(_ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer)
    throws(CompressionError.Reason) -> DecodingStep
}

struct DecodingStep {
  var consumed: Int
  var produced: Int
  /// The member is whole and its checksum right; what follows `consumed` does not belong to it.
  var isAtEnd: Bool
}
