import CImaging
import Media

/// WebP through libwebp, lossy, lossless and animated.
enum WebP {
  static func facts(
    _ bytes: [UInt8]
  ) throws(MediaError) -> (width: Int, height: Int, facts: PictureFacts) {
    try Containers.checkWhole(bytes, .webp)
    let header = try readHeader(bytes)
    return (Int(header.width), Int(header.height), look(bytes, header).facts)
  }

  static func decode(_ bytes: [UInt8], _ wishes: StillPicture.Wishes) throws(MediaError) -> StillPicture {
    try Containers.checkWhole(bytes, .webp)
    var header = try readHeader(bytes)
    let (width, height) = (Int(header.width), Int(header.height))
    let rgbBytes = try PixelBudget.bytes(width: width, height: height, limits: wishes.limits)
    let (orientation, profile, facts) = look(bytes, header)
    let count = header.alpha != 0 ? rgbBytes / 3 * 4 : rgbBytes
    var code: Int32 = 0
    var pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      code = bytes.withUnsafeBufferPointer {
        aa_webp_decode($0.baseAddress, $0.count, &header, out.baseAddress)
      }
      filled = code == 0 ? count : 0
    }
    try check(code, "the picture cannot be decoded")
    if header.alpha != 0 {
      pixels = wishes.background.under(pixels, profile)
    } else {
      profile?.apply(&pixels)
    }
    let image = orientation.upright(Image(width: width, height: height, pixels: pixels))
    return StillPicture(
      image: image, facts: facts, framing: try wishes.framing(width: image.width, height: image.height))
  }

  private static func readHeader(_ bytes: [UInt8]) throws(MediaError) -> aa_webp_header {
    var header = aa_webp_header()
    let code = bytes.withUnsafeBufferPointer { aa_webp_read_header($0.baseAddress, $0.count, &header) }
    try check(code, "the header cannot be read")
    return header
  }

  private static func look(
    _ b: [UInt8], _ header: aa_webp_header
  ) -> (orientation: Orientation, profile: ColourProfile?, facts: PictureFacts) {
    var orientation = Orientation.upright
    var icc: [UInt8] = []
    var at = 12
    while let size = b.u32le(at + 4), size <= b.count - at - 8 {
      if b.has("ICCP", at: at) { icc = Array(b[at + 8..<at + 8 + size]) }
      if b.has("EXIF", at: at) { orientation = Exif.orientation(b[at + 8..<at + 8 + size]) }
      at += 8 + size + size % 2
    }
    let profile = ColourProfile.of(icc)
    let facts = PictureFacts(
      orientation: orientation == .upright ? nil : orientation.code, profile: profile?.name,
      alpha: header.alpha != 0, animated: header.animated != 0)
    return (orientation, profile, facts)
  }

  private static func check(_ code: Int32, _ what: String) throws(MediaError) {
    switch code {
    case 0: return
    case 1: throw MediaError(.truncated, "WebP: \(what)")
    case 3: throw MediaError(.unsupported, "WebP: \(what)")
    default: throw MediaError(.corrupt, "WebP: \(what)")
    }
  }

  /// - Parameter quality: libwebp's 0...100; nil is without loss.
  static func encode(_ image: Image, quality: Int?) throws(MediaError) -> [UInt8] {
    guard (1...16383).contains(image.width), (1...16383).contains(image.height) else {
      throw MediaError(.unsupported, "WebP cannot hold \(image.width)x\(image.height) pixels")
    }
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    let code = image.pixels.withUnsafeBufferPointer {
      aa_webp_encode(
        $0.baseAddress, Int32(image.width), Int32(image.height), Int32(max(0, min(100, quality ?? 0))),
        quality == nil ? 1 : 0, &out, &count)
    }
    if code != 0 { throw MediaError(.unsupported, "WebP: the picture cannot be encoded") }
    defer { aa_webp_free(out) }
    return [UInt8](UnsafeBufferPointer(start: out, count: count))
  }
}
