import Media

/// Which pictures of a clip are kept, and the rate of what is kept.
struct FrameChoice {
  /// Indices into the times, ascending; one may come several times.
  var frames: [Int]
  /// Frames per second as a fraction.
  var rate: (Int, Int)

  /// For the times k / `framesPerSecond` below `duration`, the last picture that began by then; with more of them than
  /// `maxFrames`, `maxFrames` times spread evenly from 0. Nil for both keeps every picture.
  /// - Throws: `tooLarge` for more than `limits.frames` pictures or a clip of more than `limits.seconds`, before there is
  ///   room for them.
  /// - Parameters:
  ///   - times: seconds at which pictures begin, from the first, ascending.
  ///   - duration: seconds to the end of the last.
  init(
    times: [Double], duration: Double, nativeRate: (Int, Int), framesPerSecond: Double?, maxFrames: Int?,
    limits: MediaLimits
  ) throws(MediaError) {
    let whole = max(duration, times.last ?? 0)
    if !(whole <= limits.seconds) {
      throw MediaError(.tooLarge, "a clip of more than \(limits.seconds) s")
    }
    var wanted = times.count
    var step = 0.0
    rate = nativeRate
    if let fps = framesPerSecond, fps > 0 {
      // 1e-6: a duration that is a multiple of the step but for rounding must not give one more.
      let exact = (whole * fps - 1e-6).rounded(.up)
      wanted = max(1, exact > 1e9 ? 1_000_000_000 : Int(exact))
      step = 1 / fps
      rate = FrameChoice.fraction(fps)
    } else if maxFrames.map({ wanted <= $0 }) ?? true {
      try FrameChoice.check(wanted, limits)
      frames = Array(times.indices)
      return
    }
    if let most = maxFrames.map({ max(1, $0) }), wanted > most {
      wanted = most
      step = whole / Double(most)
      if step > 0 { rate = FrameChoice.fraction(1 / step) }
    }
    try FrameChoice.check(wanted, limits)
    frames = []
    frames.reserveCapacity(min(wanted, 1 << 16))
    var index = 0
    for k in 0..<wanted {
      // Half a millisecond: times in files are rounded to their time base.
      let time = Double(k) * step + 0.0005
      while index + 1 < times.count, times[index + 1] <= time { index += 1 }
      frames.append(index)
    }
  }

  private static func check(_ count: Int, _ limits: MediaLimits) throws(MediaError) {
    if count > limits.frames {
      throw MediaError(.tooLarge, "\(count) pictures, the limit is \(limits.frames)")
    }
  }

  /// A rate in thousandths, reduced.
  static func fraction(_ rate: Double) -> (Int, Int) {
    let scaled = (rate * 1000).rounded()
    var a = scaled.isFinite ? max(1, Int(min(scaled, 1e9))) : 1
    var b = 1000
    let (n, d) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return (n / a, d / a)
  }
}
