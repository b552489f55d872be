import CImaging
import Glibc
import Media

/// PNG through libpng: every colour type, depth and interlacing.
enum PNG {
  static func facts(
    _ bytes: [UInt8]
  ) throws(MediaError) -> (width: Int, height: Int, facts: PictureFacts) {
    var header = try readHeader(bytes)
    defer { aa_png_header_free(&header) }
    return (Int(header.width), Int(header.height), look(bytes, header).facts)
  }

  static func decode(_ bytes: [UInt8], _ wishes: StillPicture.Wishes) throws(MediaError) -> StillPicture {
    try Containers.checkWhole(bytes, .png)
    var header = try readHeader(bytes)
    defer { aa_png_header_free(&header) }
    let (width, height) = (Int(header.width), Int(header.height))
    let rgbBytes = try PixelBudget.bytes(width: width, height: height, limits: wishes.limits)
    let (orientation, profile, facts) = look(bytes, header)
    let why = Why()
    var code: Int32 = 0
    let count = header.alpha != 0 ? rgbBytes / 3 * 4 : rgbBytes
    var pixels = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      code = bytes.withUnsafeBufferPointer {
        aa_png_decode($0.baseAddress, $0.count, &header, out.baseAddress, why.text, Why.size)
      }
      filled = code == 0 ? count : 0
    }
    try check(code, why)
    if header.alpha != 0 {
      pixels = wishes.background.under(pixels, profile)
    } else {
      profile?.apply(&pixels)
    }
    let image = orientation.upright(Image(width: width, height: height, pixels: pixels))
    return StillPicture(
      image: image, facts: facts, framing: try wishes.framing(width: image.width, height: image.height))
  }

  private static func readHeader(_ bytes: [UInt8]) throws(MediaError) -> aa_png_header {
    // libpng would refuse wrong sides as damage; they are told by number.
    guard bytes.has("IHDR", at: 12), let width = bytes.u32be(16), let height = bytes.u32be(20),
      bytes.count >= 33
    else { throw MediaError(.truncated, "PNG: the header is cut") }
    var anyArea = MediaLimits()
    anyArea.pixels = .max
    _ = try PixelBudget.bytes(width: width, height: height, limits: anyArea)
    let why = Why()
    var header = aa_png_header()
    let code = bytes.withUnsafeBufferPointer {
      aa_png_read_header($0.baseAddress, $0.count, &header, why.text, Why.size)
    }
    try check(code, why)
    return header
  }

  private static func look(
    _ bytes: [UInt8], _ header: aa_png_header
  ) -> (orientation: Orientation, profile: ColourProfile?, facts: PictureFacts) {
    let exif = [UInt8](UnsafeBufferPointer(start: header.exif, count: header.exif_count))
    let icc = [UInt8](UnsafeBufferPointer(start: header.icc, count: header.icc_count))
    let orientation = Exif.orientation(exif[...])
    let profile = ColourProfile.of(icc)
    let facts = PictureFacts(
      orientation: orientation == .upright ? nil : orientation.code, profile: profile?.name,
      colours: header.palette != 0 ? .palette : header.grey != 0 ? .grey : nil,
      bits: header.bits > 8 ? Int(header.bits) : nil, alpha: header.alpha != 0,
      animated: isAnimated(bytes))
    return (orientation, profile, facts)
  }

  /// An animation says so before its first picture.
  private static func isAnimated(_ b: [UInt8]) -> Bool {
    var at = 8
    while let size = b.u32be(at), size <= b.count - at - 12, !b.has("IDAT", at: at + 4) {
      if b.has("acTL", at: at + 4) { return true }
      at += size + 12
    }
    return false
  }

  private static func check(_ code: Int32, _ why: borrowing Why) throws(MediaError) {
    if code == 0 { return }
    throw why.error(code == 1 ? .truncated : .corrupt, "PNG")
  }

  /// - Parameter level: zlib's 2...9.
  static func encode(_ image: Image, level: Int) throws(MediaError) -> [UInt8] {
    guard image.width > 0, image.height > 0 else { throw MediaError(.unsupported, "PNG cannot be empty") }
    let why = Why()
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    let code = image.pixels.withUnsafeBufferPointer {
      aa_png_encode(
        $0.baseAddress, Int32(image.width), Int32(image.height), Int32(level), &out, &count, why.text,
        Why.size)
    }
    if code != 0 { throw why.error(.unsupported, "PNG") }
    defer { free(out) }
    return [UInt8](UnsafeBufferPointer(start: out, count: count))
  }

  /// The quick way.
  static func encode(_ image: Image) throws(MediaError) -> [UInt8] {
    let (width, height) = (image.width, image.height)
    guard width > 0, height > 0, width * height < 1 << 29 else {
      throw MediaError(.unsupported, "PNG: a picture of \(width)x\(height) pixels")
    }
    var size = 0
    var scratch: [UInt8] = []
    let room = PixelBuffers.filled(aa_png_fast_room(width, height)) { out in
      let filtered = PixelBuffers.filled(aa_png_fast_scratch(width, height)) { scratch in
        size = image.pixels.withUnsafeBufferPointer {
          aa_png_encode_fast(
            $0.baseAddress, width, height, scratch, out, aa_png_fast_room(width, height))
        }
        return true
      }
      scratch = filtered ?? []
      return size > 0
    }
    PixelBuffers.giveBack(scratch)
    guard let room else { throw MediaError(.tooLarge, "PNG: no memory for \(width)x\(height) pixels") }
    defer { PixelBuffers.giveBack(room) }
    return Array(room.prefix(size))
  }
}
