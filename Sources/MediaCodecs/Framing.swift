import Media

/// A part of a picture, in its pixels; fractions allowed.
struct Box: Equatable {
  var x: Double
  var y: Double
  var width: Double
  var height: Double
}

/// What of an upright picture is kept, and the pixels that it becomes.
package struct Framing: Equatable {
  var box: Box
  /// What the box is resampled to.
  var width: Int
  var height: Int
  /// The whole result, with the resampled part in its middle.
  var canvasWidth: Int
  var canvasHeight: Int

  static let sides = 1...1 << 14

  /// - Throws: `unsupported` for a side that is not in `sides`, `tooLarge` for a result of more than `limits.pixels`.
  package init(
    width: Int, height: Int, side: Int, mode: Normalisation.ImageMode, limits: MediaLimits = MediaLimits()
  ) throws(MediaError) {
    guard Self.sides.contains(side) else {
      throw MediaError(.unsupported, "a side of \(side) pixels; use 1 to \(Self.sides.upperBound)")
    }
    guard width > 0, height > 0 else { throw MediaError(.empty, "a picture without pixels") }
    let (w, h) = (Double(width), Double(height))
    box = Box(x: 0, y: 0, width: w, height: h)
    if mode == .crop {
      let square = min(w, h)
      box = Box(x: (w - square) / 2, y: (h - square) / 2, width: square, height: square)
    }
    (self.width, self.height) = Self.inner(width, height, side, mode)
    (canvasWidth, canvasHeight) = mode == .letterbox ? (side, side) : (self.width, self.height)
    let (pixels, overflow) = canvasWidth.multipliedReportingOverflow(by: canvasHeight)
    if overflow || pixels > limits.pixels {
      throw MediaError(
        .tooLarge,
        "\(width)x\(height) pixels would become \(canvasWidth)x\(canvasHeight), the limit is \(limits.pixels) pixels"
      )
    }
  }

  /// The size that the kept part becomes.
  private static func inner(
    _ width: Int, _ height: Int, _ side: Int, _ mode: Normalisation.ImageMode
  ) -> (Int, Int) {
    let reference: Int
    switch mode {
    case .crop, .stretch: return (side, side)
    case .fit where max(width, height) <= side: return (width, height)
    case .fit, .longest, .letterbox: reference = max(width, height)
    case .shortest: reference = min(width, height)
    }
    // Sides of at most 2^31 and 2^14, so products fit.
    func scaled(_ n: Int) -> Int { max(1, (2 * n * side + reference) / (2 * reference)) }
    return (scaled(width), scaled(height))
  }

  /// Source pixels for one of the result, across and down.
  var shrinking: (across: Double, down: Double) {
    (box.width / Double(width), box.height / Double(height))
  }
}
