import Media

/// Room for the sentence a C shim leaves when it fails.
struct Why: ~Copyable {
  static let size = 256
  let text = UnsafeMutablePointer<CChar>.allocate(capacity: size)

  init() { text.initialize(repeating: 0, count: Why.size) }
  deinit { text.deallocate() }

  func error(_ reason: MediaError.Reason, _ format: String) -> MediaError {
    let said = String(cString: text)
    return MediaError(reason, said.isEmpty ? "\(format): \(reason.rawValue)" : "\(format): \(said)")
  }
}

/// Size checks that come before any allocation.
enum PixelBudget {
  /// Filters are as wide as the picture is shrunk, so that sides count besides areas.
  static let longestSide = 1 << 20

  /// Bytes of an RGB picture of this size.
  static func bytes(width: Int, height: Int, limits: MediaLimits) throws(MediaError) -> Int {
    if width <= 0 || height <= 0 { throw MediaError(.corrupt, "a picture of \(width)x\(height) pixels") }
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    if max(width, height) > longestSide {
      throw MediaError(
        .tooLarge, "declares \(width)x\(height) pixels, the limit of a side is \(longestSide)")
    }
    if overflow || pixels > limits.pixels {
      throw MediaError(.tooLarge, "declares \(width)x\(height) pixels, the limit is \(limits.pixels)")
    }
    return pixels * 3
  }
}
