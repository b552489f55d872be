import Media

/// What a JPEG's segments before its first scan hold besides the picture.
struct JPEGSegments {
  var orientation = Orientation.upright
  /// The ICC profile, put together from its pieces; empty without one, and when a piece is missing.
  var profile: [UInt8] = []

  init(_ b: [UInt8]) {
    var pieces: [Int: Range<Int>] = [:]
    var pieceCount = 0
    var hasExif = false
    var at = 2
    while at + 4 <= b.count, b[at] == 0xFF {
      let marker = b[at + 1]
      if marker == 0xFF {  // padding
        at += 1
        continue
      }
      if marker == 0xDA || marker == 0xD9 { break }
      if marker == 0x01 || (0xD0...0xD8).contains(marker) {  // markers that stand alone
        at += 2
        continue
      }
      let length = Int(b[at + 2]) << 8 | Int(b[at + 3])
      let body = at + 4
      let end = at + 2 + length
      guard length >= 2, end <= b.count else { break }
      if marker == 0xE1, !hasExif, b.has("Exif\0\0", at: body), end - body > 14 {
        orientation = Exif.orientation(b[body..<end])
        hasExif = true
      } else if marker == 0xE2, b.has("ICC_PROFILE\0", at: body), end - body > 14 {
        pieces[Int(b[body + 12])] = body + 14..<end
        pieceCount = Int(b[body + 13])
      }
      at = end
    }
    guard pieceCount > 0, pieces.count == pieceCount else { return }
    for number in 1...pieceCount {
      guard let range = pieces[number] else {
        profile = []
        return
      }
      profile.append(contentsOf: b[range])
    }
  }
}
