import Media

/// The little of EBML (RFC 8794) that tells WebM from Matroska and a whole file from a cut one.
enum Matroska {
  /// Walks the elements below Segment: each must fit. An unknown size (live recordings) ends the walk.
  static func check(_ b: [UInt8]) throws(MediaError) {
    var at = 0
    var segment = false
    while at < b.count {
      guard let (id, afterID) = number(b, at, keepMarker: true),
        let (size, start) = number(b, afterID, keepMarker: false)
      else { throw MediaError(.truncated, "Matroska element header at byte \(at) is cut") }
      let bits = 7 * (start - afterID)
      if size == UInt64(1) << UInt64(bits) - 1 { return }
      if size > UInt64(b.count - start) {
        throw MediaError(
          .truncated, "Matroska element at byte \(at) promises \(size) bytes, \(b.count - start) are there")
      }
      // Segment is entered, everything else is stepped over.
      if id == 0x1853_8067 {
        segment = true
        at = start
      } else {
        at = start + Int(size)
      }
    }
    if !segment { throw MediaError(.truncated, "Matroska without its segment") }
  }

  private static func number(_ b: [UInt8], _ at: Int, keepMarker: Bool) -> (UInt64, Int)? {
    guard at < b.count, b[at] != 0 else { return nil }
    let length = b[at].leadingZeroBitCount + 1
    guard at + length <= b.count else { return nil }
    var value = UInt64(b[at])
    if !keepMarker { value &= (1 << UInt64(8 - length)) - 1 }
    for i in 1..<max(1, length) { value = value << 8 | UInt64(b[at + i]) }
    return (value, at + length)
  }
}
