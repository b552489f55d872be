import Media

/// The one EXIF tag that changes what a picture shows.
enum Exif {
  /// Orientation, tag 0x0112 of the first directory; upright when the block is damaged or has none.
  /// - Parameter block: a TIFF structure, with or without "Exif\0\0" before it.
  static func orientation(_ block: ArraySlice<UInt8>) -> Orientation {
    var block = Array(block)
    if block.has("Exif\0\0") { block.removeFirst(6) }
    let little = block.has("II*\0")
    guard little || block.has("MM\0*") else { return .upright }
    func u16(_ at: Int) -> Int? {
      little ? block.u16le(at) : block.u16le(at).map { $0 >> 8 | ($0 & 255) << 8 }
    }
    guard let directory = little ? block.u32le(4) : block.u32be(4), let entries = u16(directory) else {
      return .upright
    }
    for entry in 0..<entries {
      let at = directory + 2 + 12 * entry
      guard let tag = u16(at) else { return .upright }
      // One 16-bit number, in the entry itself.
      if tag == 0x0112, u16(at + 2) == 3, let code = u16(at + 8) { return Orientation(code) }
    }
    return .upright
  }
}
