/// BYTE_STREAM_SPLIT: all first bytes, then all second ones, and so on.
enum ByteStreamSplit {
  /// Puts the bytes of each value together. `source` holds as many whole values of `width` bytes as there are.
  static func join(_ source: UnsafeRawBufferPointer, width: Int) throws(Flaw) -> PageBuffer {
    guard source.count % width == 0 else {
      throw Flaw(.badValues, "\(source.count) bytes are no whole number of values of \(width)")
    }
    let values = source.count / width
    let joined = PageBuffer(capacity: source.count)
    for stream in 0..<width {
      let start = stream * values
      for i in 0..<values { joined.memory[i * width + stream] = source[start + i] }
    }
    return joined
  }
}
