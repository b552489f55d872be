import Glibc

/// Reading at a place of an open file, wherever it is being written.
enum PositionedReading {
  static func read(_ place: Range<Int>, of descriptor: Int32, called name: String) throws(StreamError)
    -> [UInt8]
  {
    var bytes = [UInt8](repeating: 0, count: place.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.count - done
      let n = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress?.advanced(by: done), count, off_t(place.lowerBound + done))
      }
      if n < 0, errno == EINTR { continue }
      guard n > 0 else { throw StreamError(file: name, operation: "read", code: n < 0 ? errno : EIO) }
      done += n
    }
    return bytes
  }
}
