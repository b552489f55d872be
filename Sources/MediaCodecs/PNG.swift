import CImaging
import CPNG
import Glibc
import Media

/// PNG through libpng's simplified interface: every colour type, depth and interlacing becomes 8-bit sRGB; pictures
/// with transparency are laid over white.
enum PNG {
  static func size(_ b: [UInt8]) throws(MediaError) -> (width: Int, height: Int) {
    guard b.has("IHDR", at: 12), let width = b.u32be(16), let height = b.u32be(20), b.count >= 33 else {
      throw MediaError(.truncated, "PNG: the header is cut")
    }
    return (width, height)
  }

  static func decode(_ bytes: [UInt8], limits: MediaLimits) throws(MediaError) -> Image {
    try Containers.checkWhole(bytes, .png)
    let (width, height) = try size(bytes)
    let rgbBytes = try PixelBudget.bytes(width: width, height: height, limits: limits)
    var png = png_image()
    png.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&png) }
    // The source must outlive the reading, so all of it happens inside one closure.
    let pixels = bytes.withUnsafeBytes { source -> [UInt8]? in
      guard png_image_begin_read_from_memory(&png, source.baseAddress, source.count) != 0,
        Int(png.width) == width, Int(png.height) == height
      else { return nil }
      let alpha = png.format & png_uint_32(PNG_FORMAT_FLAG_ALPHA) != 0
      png.format = png_uint_32(PNG_FORMAT_FLAG_COLOR) | (alpha ? png_uint_32(PNG_FORMAT_FLAG_ALPHA) : 0)
      let count = width * height * (alpha ? 4 : 3)
      var done = false
      let raw = [UInt8](unsafeUninitializedCapacity: count) { out, filled in
        done = png_image_finish_read(&png, nil, out.baseAddress, 0, nil) != 0
        filled = done ? count : 0
      }
      guard done else { return nil }
      guard alpha else { return raw }
      return [UInt8](unsafeUninitializedCapacity: rgbBytes) { out, filled in
        raw.withUnsafeBufferPointer { aa_over_white($0.baseAddress, out.baseAddress, width * height) }
        filled = rgbBytes
      }
    }
    guard let pixels else { throw MediaError(.corrupt, "PNG: \(message(png))") }
    return Image(width: width, height: height, pixels: pixels)
  }

  private static func message(_ png: png_image) -> String {
    let text = withUnsafeBytes(of: png.message) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
    return text.isEmpty ? "the header cannot be read" : text
  }

  /// - Parameter fast: left-neighbour prediction and runs only.
  static func encode(_ image: Image, level: Int, fast: Bool) throws(MediaError) -> [UInt8] {
    guard image.width > 0, image.height > 0 else { throw MediaError(.unsupported, "PNG cannot be empty") }
    let why = Why()
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    let code = image.pixels.withUnsafeBufferPointer {
      aa_png_encode(
        $0.baseAddress, Int32(image.width), Int32(image.height), Int32(level), fast ? 1 : 0, &out, &count,
        why.text, Why.size)
    }
    if code != 0 { throw why.error(.unsupported, "PNG") }
    defer { free(out) }
    return [UInt8](UnsafeBufferPointer(start: out, count: count))
  }
}
