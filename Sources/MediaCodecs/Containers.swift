import Media

/// Structure checks that the decoding libraries leave out: they quietly make do with what is there, while a toolkit for
/// data must say that something is missing.
enum Containers {
  /// Checks that everything the container declares is there.
  static func checkWhole(_ b: [UInt8], _ signature: MediaSignature) throws(MediaError) {
    switch signature {
    case .png: try png(b)
    case .wav: try wave(b)
    case .webp, .avi: try riff(b)
    case .aiff: try aiff(b)
    case .oggAudio, .oggVideo: try OggPages.check(b)
    case .mp4, .m4a, .avif: try boxes(b)
    case .webm, .matroska: try Matroska.check(b)
    case .gif:
      if b.last != 0x3B { throw MediaError(.truncated, "GIF without its trailer") }
    case .bmp:
      if let size = b.u32le(2), size > b.count { throw promised(size, b.count, "BMP header") }
    default: break
    }
  }

  private static func promised(_ size: Int, _ there: Int, _ what: String) -> MediaError {
    MediaError(.truncated, "\(what) promises \(size) bytes, \(there) are there")
  }

  /// PNG: every chunk fits, and IEND is there. (libpng checks each chunk's CRC, but stops reading at the last row.)
  private static func png(_ b: [UInt8]) throws(MediaError) {
    var at = 8
    while let size = b.u32be(at) {
      if size > b.count - at - 12 {
        throw promised(size, max(0, b.count - at - 12), "PNG chunk at byte \(at)")
      }
      if b.has("IEND", at: at + 4) { return }
      at += size + 12
    }
    throw MediaError(.truncated, "PNG without its IEND chunk")
  }

  /// RIFF other than WAVE: the outer size fits.
  private static func riff(_ b: [UInt8]) throws(MediaError) {
    guard let size = b.u32le(4) else { throw MediaError(.truncated, "RIFF header is cut") }
    if size > b.count - 8 { throw promised(size, b.count - 8, "RIFF header") }
  }

  /// WAVE: the chunks account for every byte. A `data` chunk that promises more than is there is a cut file; one that
  /// promises less leaves samples behind it, which are no chunks: zeros may follow, as padding. The outer length is not
  /// asked, since many writers leave it wrong. A pipe that could not go back to fill in its lengths leaves 0xFFFFFFFF
  /// in both; such a sound reaches to the end of the bytes.
  private static func wave(_ b: [UInt8]) throws(MediaError) {
    let unknown = 0xFFFF_FFFF
    let streamed = b.u32le(4) == unknown
    var at = 12
    var data: Int?
    while let size = b.u32le(at + 4) {
      let there = b.count - at - 8
      let isData = b.has("data", at: at)
      if streamed && isData && size == unknown { return }
      if let data, size > there || !isName(b, at) { return try padding(b, from: at, after: data) }
      if size > there { throw promised(size, there, "WAV chunk \"\(name(b, at))\"") }
      if isData { data = size }
      at += 8 + size + (size & 1)
    }
    guard let data else { throw MediaError(.truncated, "WAV without its data chunk") }
    try padding(b, from: at, after: data)
  }

  /// Only zeros may follow the last chunk.
  private static func padding(_ b: [UInt8], from start: Int, after data: Int) throws(MediaError) {
    guard start < b.count, b[start...].contains(where: { $0 != 0 }) else { return }
    throw MediaError(
      .corrupt,
      "WAV chunk \"data\" says \(data) bytes, but \(b.count - start) more follow that are no chunk")
  }

  /// Four printable letters, as every chunk's name is.
  private static func isName(_ b: [UInt8], _ at: Int) -> Bool {
    at + 4 <= b.count && b[at..<at + 4].allSatisfy { $0 >= 32 && $0 < 127 }
  }

  private static func aiff(_ b: [UInt8]) throws(MediaError) {
    var at = 12
    while let size = b.u32be(at + 4) {
      if size > b.count - at - 8 { throw promised(size, b.count - at - 8, "AIFF chunk \"\(name(b, at))\"") }
      at += 8 + size + (size & 1)
    }
  }

  private static func name(_ b: [UInt8], _ at: Int) -> String {
    var text = ""
    for byte in b[at..<min(b.count, at + 4)] {
      text.unicodeScalars.append(byte >= 32 && byte < 127 ? Unicode.Scalar(byte) : "?")
    }
    return text
  }

  /// ISO base media: every top-level box fits, and there is a `moov` (or `meta`, for pictures).
  private static func boxes(_ b: [UInt8]) throws(MediaError) {
    var at = 0
    var index = false
    while at < b.count {
      guard let short = b.u32be(at), at + 8 <= b.count else {
        throw MediaError(.truncated, "MP4 box header at byte \(at) is cut")
      }
      var size = UInt64(short)
      if short == 1 {
        guard let long = b.u64be(at + 8) else {
          throw MediaError(.truncated, "MP4 box header at byte \(at) is cut")
        }
        size = long
      } else if short == 0 {
        size = UInt64(b.count - at)
      }
      if size < 8 { throw MediaError(.corrupt, "MP4 box at byte \(at) of \(size) bytes") }
      if b.has("moov", at: at + 4) || b.has("meta", at: at + 4) { index = true }
      if size > UInt64(b.count - at) {
        throw MediaError(
          .truncated, "MP4 box \"\(name(b, at + 4))\" promises \(size) bytes, \(b.count - at) are there")
      }
      at += Int(size)
    }
    if !index { throw MediaError(.truncated, "MP4 without its moov box") }
  }
}
