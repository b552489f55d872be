import CJPEG
import Glibc
import Media

/// JPEG through libjpeg. Orientation tags are not applied and colour profiles are not used.
enum JPEG {
  static func size(_ bytes: [UInt8]) throws(MediaError) -> (width: Int, height: Int) {
    let why = Why()
    var width: Int32 = 0
    var height: Int32 = 0
    let code = bytes.withUnsafeBufferPointer {
      aa_jpeg_size($0.baseAddress, $0.count, &width, &height, why.text, Why.size)
    }
    try check(code, why)
    return (Int(width), Int(height))
  }

  /// Decodes; with `atLeast`, at the smallest of 1, 1/2, 1/4, 1/8 of the size that still is that wide and high. The
  /// inverse transform then averages, which costs a fraction of decoding everything and shrinking afterwards.
  static func decode(
    _ bytes: [UInt8], limits: MediaLimits, atLeast: (width: Int, height: Int)? = nil
  ) throws(MediaError) -> Image {
    let (width, height) = try size(bytes)
    _ = try PixelBudget.bytes(width: width, height: height, limits: limits)
    var denominator = 1
    if let atLeast {
      while denominator < 8, width / (denominator * 2) >= atLeast.width,
        height / (denominator * 2) >= atLeast.height
      { denominator *= 2 }
    }
    let scaledWidth = (width + denominator - 1) / denominator
    let scaledHeight = (height + denominator - 1) / denominator
    let why = Why()
    var code: Int32 = 0
    let capacity = scaledWidth * scaledHeight * 3
    let pixels = [UInt8](unsafeUninitializedCapacity: capacity) { out, filled in
      code = bytes.withUnsafeBufferPointer {
        aa_jpeg_decode(
          $0.baseAddress, $0.count, Int32(denominator), out.baseAddress, capacity, why.text, Why.size)
      }
      filled = code == 0 ? capacity : 0
    }
    try check(code, why)
    return Image(width: scaledWidth, height: scaledHeight, pixels: pixels)
  }

  static func encode(_ image: Image, quality: Int, fullChroma: Bool) throws(MediaError) -> [UInt8] {
    guard image.width > 0, image.height > 0, image.width < 65536, image.height < 65536 else {
      throw MediaError(.unsupported, "JPEG cannot hold \(image.width)x\(image.height) pixels")
    }
    let why = Why()
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    let code = image.pixels.withUnsafeBufferPointer {
      aa_jpeg_encode(
        $0.baseAddress, Int32(image.width), Int32(image.height), Int32(max(1, min(100, quality))),
        fullChroma ? 1 : 0, &out, &count, why.text, Why.size)
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
