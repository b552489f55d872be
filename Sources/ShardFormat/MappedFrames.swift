import ByteStreams

/// Frames of a mapped file by their offset.
struct MappedFrames {
  let file: MappedFile

  /// The header and stored payload at `offset`, and where the next frame begins. The header is checked, the payload
  /// is not yet.
  func frame(
    at offset: Int, preamble: Preamble, place: FramePlace
  ) throws(ShardError) -> (header: FrameHeader, stored: Payload, next: Int) {
    let bytes = file.bytes
    guard offset >= 0, offset <= bytes.count - FrameHeader.size else {
      throw place.error(.truncated, "the file ends before this frame")
    }
    let header = try FrameHeader(bytes.piece(offset, FrameHeader.size), at: place)
    try FrameChecks.header(header, preamble, place)
    let start = offset + FrameHeader.size
    // The limits of the preamble keep these lengths below 2^32.
    let length = Int(header.storedLength)
    let padded = length + Alignment.padding(after: length)
    guard padded <= bytes.count - start else {
      throw place.error(.truncated, "the file ends inside this frame")
    }
    guard bytes.piece(start + length, padded - length).isZero else {
      throw place.error(.badPadding, "the zeros after the \(header.kind) frame are damaged")
    }
    return (header, Payload(bytes.piece(start, length), keeping: file), start + padded)
  }
}
