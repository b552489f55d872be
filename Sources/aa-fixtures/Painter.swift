import Media

/// Draws the pictures and clips of the world.
enum Painter {
  static let imageSide = 96
  static let clipSide = 64
  static let clipFrames = 8
  static let clipRate = 8

  static func place(_ random: inout Random) -> Place {
    let middle = Double(imageSide) / 2
    return Place(
      x: middle + random.uniform(-6, 6), y: middle + random.uniform(-6, 6), radius: random.uniform(31, 37))
  }

  /// - Returns: the picture, and whether it is free of grain (so that a lossless file stays small).
  static func image(_ colour: Colour, _ shape: Shape, _ place: Place?, _ random: inout Random) -> (
    Image, Bool
  ) {
    let ground = Ground(side: imageSide, &random)
    let spot = place ?? Painter.place(&random)
    let paint = paint(colour, &random)
    return (picture(ground, shape, spot, paint), ground.plain)
  }

  /// A shape crossing the picture at constant speed.
  static func clip(_ colour: Colour, _ shape: Shape, _ direction: Direction, _ random: inout Random) -> Clip {
    let ground = Ground(side: clipSide, &random)
    let radius = random.uniform(17, 22) * 64 / 96
    let span = random.uniform(18, 22)
    let aside = random.uniform(-5, 5)
    let paint = paint(colour, &random)
    let middle = Double(clipSide) / 2
    let step = direction.step
    let frames = (0..<clipFrames).map { t in
      let way = -span + 2 * span * Double(t) / Double(clipFrames - 1)
      let x = middle + step.x * way + (step.x == 0 ? aside : 0)
      let y = middle + step.y * way + (step.y == 0 ? aside : 0)
      return picture(ground, shape, Place(x: x, y: y, radius: radius), paint)
    }
    return Clip(frames: frames, rateNumerator: clipRate, rateDenominator: 1)
  }

  private static func paint(_ colour: Colour, _ random: inout Random) -> (Double, Double, Double) {
    let strength = random.uniform(0.95, 1.05)
    let (r, g, b) = colour.rgb
    return (
      r * strength + random.uniform(-4, 4), g * strength + random.uniform(-4, 4),
      b * strength + random.uniform(-4, 4)
    )
  }

  private static func picture(
    _ ground: Ground, _ shape: Shape, _ spot: Place, _ paint: (Double, Double, Double)
  ) -> Image {
    let n = ground.side
    let pixels = [UInt8](unsafeUninitializedCapacity: n * n * 3) { out, filled in
      for y in 0..<n {
        for x in 0..<n {
          let cover = coverage(shape, spot, x, y)
          let base = ground.level[y * n + x]
          let at = (y * n + x) * 3
          out[at] = byte((base + ground.tint.0) * (1 - cover) + paint.0 * cover)
          out[at + 1] = byte((base + ground.tint.1) * (1 - cover) + paint.1 * cover)
          out[at + 2] = byte((base + ground.tint.2) * (1 - cover) + paint.2 * cover)
        }
      }
      filled = n * n * 3
    }
    return Image(width: n, height: n, pixels: pixels)
  }

  private static func byte(_ value: Double) -> UInt8 { UInt8(max(0, min(255, value.rounded()))) }

  /// How much of a pixel the shape covers, from four points in it.
  private static func coverage(_ shape: Shape, _ spot: Place, _ x: Int, _ y: Int) -> Double {
    var inside = 0
    for i in 0..<4 {
      let dx = Double(x) + (i & 1 == 0 ? 0.25 : 0.75) - spot.x
      let dy = Double(y) + (i & 2 == 0 ? 0.25 : 0.75) - spot.y
      if covers(shape, dx, dy, spot.radius) { inside += 1 }
    }
    return Double(inside) / 4
  }

  private static func covers(_ shape: Shape, _ x: Double, _ y: Double, _ r: Double) -> Bool {
    switch shape {
    case .square: return abs(x) <= 0.92 * r && abs(y) <= 0.92 * r
    case .triangle:
      // The tip is up: half the width grows from 0 at -r to r at 0.9 r.
      return y >= -r && y <= 0.9 * r && abs(x) <= (y + r) / 1.9
    case .cross:
      let arm = 0.34 * r
      return (abs(x) <= arm && abs(y) <= r) || (abs(y) <= arm && abs(x) <= r)
    }
  }
}

/// A dim background: plain, shaded from top to bottom, or grainy.
struct Ground {
  var side: Int
  var level: [Double]
  var tint: (Double, Double, Double)
  var plain: Bool

  init(side: Int, _ random: inout Random) {
    self.side = side
    let base = random.uniform(20, 50)
    tint = (random.uniform(-3, 3), random.uniform(-3, 3), random.uniform(-3, 3))
    level = [Double](repeating: base, count: side * side)
    let texture = random.below(3)
    plain = texture != 2
    if texture == 1 {
      let sign = random.chance(0.5) ? 1.0 : -1.0
      for y in 0..<side {
        let shade = sign * (-10 + 20 * Double(y) / Double(side - 1))
        for x in 0..<side { level[y * side + x] += shade }
      }
    } else if texture == 2 {
      for i in level.indices { level[i] += 6 * random.bell() }
    }
  }
}
