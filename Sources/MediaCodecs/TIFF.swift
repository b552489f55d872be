import CImaging
import Media

/// TIFF through libtiff; of several pictures the first.
enum TIFF {
  private static let ready: Void = aa_tiff_quiet()

  static func facts(
    _ bytes: [UInt8]
  ) throws(MediaError) -> (width: Int, height: Int, facts: PictureFacts) {
    var header = try readHeader(bytes, MediaLimits())
    defer { aa_tiff_header_free(&header) }
    return (Int(header.width), Int(header.height), facts(header, profile(header)))
  }

  static func decode(_ bytes: [UInt8], _ wishes: StillPicture.Wishes) throws(MediaError) -> StillPicture {
    var header = try readHeader(bytes, wishes.limits)
    defer { aa_tiff_header_free(&header) }
    let (width, height) = (Int(header.width), Int(header.height))
    let count = try PixelBudget.bytes(width: width, height: height, limits: wishes.limits) / 3 * 4
    let profile = profile(header)
    let inks = header.plain_inks != 0 && profile?.handle != nil
    let why = Why()
    var code: Int32 = 0
    let raw = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
      code = bytes.withUnsafeBufferPointer {
        inks
          ? aa_tiff_decode_inks($0.baseAddress, $0.count, &header, out.baseAddress, why.text, Why.size)
          : aa_tiff_decode($0.baseAddress, $0.count, &header, out.baseAddress, why.text, Why.size)
      }
      filled = code == 0 ? count : 0
    }
    try check(code, why)
    let pixels: [UInt8]
    if inks, let converted = profile?.fromInks(raw) {
      pixels = converted
    } else {
      pixels = wishes.background.under(raw, header.inks != 0 ? nil : profile)
    }
    let image = Orientation(Int(header.orientation)).upright(
      Image(width: width, height: height, pixels: pixels))
    return StillPicture(
      image: image, facts: facts(header, profile),
      framing: try wishes.framing(width: image.width, height: image.height))
  }

  private static func readHeader(_ bytes: [UInt8], _ limits: MediaLimits) throws(MediaError) -> aa_tiff_header
  {
    ready
    // A strip or tile may be the whole picture, of four colours of 16 bits, and what compression adds.
    let most = min(limits.pixels, 1 << 28) * 8 + (1 << 20)
    let why = Why()
    var header = aa_tiff_header()
    let code = bytes.withUnsafeBufferPointer {
      aa_tiff_read_header(
        $0.baseAddress, $0.count, most, &header, why.text, Why.size)
    }
    try check(code, why)
    return header
  }

  private static func profile(_ header: aa_tiff_header) -> ColourProfile? {
    let icc = [UInt8](UnsafeBufferPointer(start: header.icc, count: header.icc_count))
    return ColourProfile.of(icc, header.inks != 0 ? .full : .none)
  }

  private static func facts(_ header: aa_tiff_header, _ profile: ColourProfile?) -> PictureFacts {
    let orientation = Orientation(Int(header.orientation))
    return PictureFacts(
      orientation: orientation == .upright ? nil : orientation.code, profile: profile?.name,
      colours: header.inks != 0 ? .cmyk : header.palette != 0 ? .palette : header.grey != 0 ? .grey : nil,
      bits: header.bits > 8 ? Int(header.bits) : nil, alpha: header.alpha != 0, animated: header.more != 0)
  }

  private static func check(_ code: Int32, _ why: borrowing Why) throws(MediaError) {
    if code == 0 { return }
    throw why.error(code == 2 ? .unsupported : .corrupt, "TIFF")
  }
}
