import CJPEG
import Glibc
import Media

/// JPEG through libjpeg.
package enum JPEG {
  /// A picture is decoded at 1/2, 1/4 or 1/8 of its size while at least this many pixels, across and down, are left for
  /// one of the result.
  static let leastShrinking = 3.0

  static func facts(
    _ bytes: [UInt8]
  ) throws(MediaError) -> (width: Int, height: Int, facts: PictureFacts) {
    let header = try readHeader(bytes)
    let segments = JPEGSegments(bytes)
    let profile = ColourProfile.of(segments.profile, inks(header))
    return (Int(header.width), Int(header.height), facts(header, segments, profile))
  }

  static func decode(_ bytes: [UInt8], _ wishes: StillPicture.Wishes) throws(MediaError) -> StillPicture {
    let header = try readHeader(bytes)
    let (width, height) = (Int(header.width), Int(header.height))
    _ = try PixelBudget.bytes(width: width, height: height, limits: wishes.limits)
    let segments = JPEGSegments(bytes)
    let profile = ColourProfile.of(segments.profile, inks(header))
    let upright = segments.orientation.size(width, height)
    var framing = try wishes.framing(width: upright.width, height: upright.height)
    let part = Part(
      width: width, height: height, orientation: segments.orientation, framing: framing,
      filter: wishes.shape?.imageFilter ?? .bicubic)
    var pixels = try decode(bytes, part, keepsInk: header.components == 4 && profile?.handle != nil)
    if header.components == 4 {
      if let converted = profile?.fromInks(pixels) { pixels = converted }
    } else {
      profile?.apply(&pixels)
    }
    let stored = Image(width: part.width, height: part.height, pixels: pixels)
    framing?.box = part.box
    return StillPicture(
      image: segments.orientation.upright(stored), facts: facts(header, segments, profile), framing: framing)
  }

  /// RGB pixels of a part as it is stored, or its inks.
  package static func decode(
    _ bytes: [UInt8], _ part: Part, keepsInk: Bool
  ) throws(MediaError) -> [UInt8] {
    let why = Why()
    var code: Int32 = 0
    let count = part.width * part.height * (keepsInk ? 4 : 3)
    let pixels = PixelBuffers.filled(count) { out in
      var asked = aa_jpeg_part(
        denominator: Int32(part.denominator), x: Int32(part.x), y: Int32(part.y), width: Int32(part.width),
        height: Int32(part.height), keeps_ink: keepsInk ? 1 : 0)
      code = bytes.withUnsafeBufferPointer {
        aa_jpeg_decode($0.baseAddress, $0.count, &asked, out, why.text, Why.size)
      }
      return code == 0
    }
    try check(code, why)
    return pixels ?? []
  }

  private static func readHeader(_ bytes: [UInt8]) throws(MediaError) -> aa_jpeg_header {
    let why = Why()
    var header = aa_jpeg_header()
    let code = bytes.withUnsafeBufferPointer {
      aa_jpeg_read_header($0.baseAddress, $0.count, &header, why.text, Why.size)
    }
    try check(code, why)
    return header
  }

  private static func inks(_ header: aa_jpeg_header) -> ColourProfile.Inks {
    header.components != 4 ? .none : header.inverted != 0 ? .inverted : .full
  }

  private static func facts(
    _ header: aa_jpeg_header, _ segments: JPEGSegments, _ profile: ColourProfile?
  ) -> PictureFacts {
    let turned = segments.orientation != .upright
    return PictureFacts(
      orientation: turned ? segments.orientation.code : nil, profile: profile?.name,
      colours: header.components == 4 ? .cmyk : header.components == 1 ? .grey : nil)
  }

  /// - Parameters:
  ///   - fullChroma: a colour sample for each pixel instead of one for four.
  ///   - optimised: a second pass fits the code to the picture.
  static func encode(
    _ image: Image, quality: Int, fullChroma: Bool, optimised: Bool
  ) throws(MediaError) -> [UInt8] {
    guard image.width > 0, image.height > 0, image.width < 65536, image.height < 65536 else {
      throw MediaError(.unsupported, "JPEG cannot hold \(image.width)x\(image.height) pixels")
    }
    let why = Why()
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    var target = aa_jpeg_target(
      quality: Int32(max(1, min(100, quality))), full_chroma: fullChroma ? 1 : 0, optimised: optimised ? 1 : 0
    )
    let code = image.pixels.withUnsafeBufferPointer {
      aa_jpeg_encode(
        $0.baseAddress, Int32(image.width), Int32(image.height), &target, &out, &count, why.text, Why.size)
    }
    try check(code, why)
    defer { free(out) }
    return [UInt8](UnsafeBufferPointer(start: out, count: count))
  }

  private static func check(_ code: Int32, _ why: borrowing Why) throws(MediaError) {
    switch code {
    case 0: return
    case 1: throw why.error(.truncated, "JPEG")
    case 3: throw why.error(.unsupported, "JPEG")
    default: throw why.error(.corrupt, "JPEG")
    }
  }
}

extension JPEG {
  /// The part of a stored picture that its framing needs, at 1/`denominator` of its size.
  package struct Part: Equatable {
    package var denominator = 1
    package var x = 0
    package var y = 0
    package var width: Int
    package var height: Int
    /// The framing's box, in the pixels of the part once it is upright.
    var box: Box

    package init(
      width: Int, height: Int, orientation: Orientation, framing: Framing?,
      filter: Normalisation.ImageFilter
    ) {
      self.width = width
      self.height = height
      let upright = orientation.size(width, height)
      box = Box(x: 0, y: 0, width: Double(upright.width), height: Double(upright.height))
      guard let framing else { return }
      let least = min(framing.shrinking.across, framing.shrinking.down)
      while denominator < 8, least / Double(denominator * 2) >= JPEG.leastShrinking { denominator *= 2 }
      let d = Double(denominator)
      let box = orientation.stored(framing.box, width: Double(width), height: Double(height))
      var stored = Box(x: box.x / d, y: box.y / d, width: box.width / d, height: box.height / d)
      let all = (
        width: (width + denominator - 1) / denominator, height: (height + denominator - 1) / denominator
      )
      // The filter looks at pixels around the box, the further the more it shrinks.
      let lobes = filter == .lanczos ? 3.0 : 2.0
      let shrinking =
        orientation.exchanges ? (framing.shrinking.down, framing.shrinking.across) : framing.shrinking
      func range(_ start: Double, _ extent: Double, _ shrinking: Double, _ all: Int) -> Range<Int> {
        let margin = lobes * max(1, shrinking / d) + 1
        let first = max(0, Int((start - margin).rounded(.down)))
        return min(first, all - 1)..<max(first + 1, min(all, Int((start + extent + margin).rounded(.up))))
      }
      let columns = range(stored.x, stored.width, shrinking.0, all.width)
      let rows = range(stored.y, stored.height, shrinking.1, all.height)
      (x, y, self.width, self.height) = (columns.lowerBound, rows.lowerBound, columns.count, rows.count)
      stored.x -= Double(x)
      stored.y -= Double(y)
      self.box = orientation.upright(stored, width: Double(self.width), height: Double(self.height))
    }
  }
}
