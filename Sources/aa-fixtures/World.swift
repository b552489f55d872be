/// What there is in the little world: everything that a question can be about can be seen or heard.
enum Colour: String, CaseIterable, Sendable {
  case red, green, blue, yellow

  var rgb: (Double, Double, Double) {
    switch self {
    case .red: (225, 45, 45)
    case .green: (45, 185, 70)
    case .blue: (60, 95, 235)
    case .yellow: (235, 210, 50)
    }
  }
}

enum Shape: String, CaseIterable, Sendable { case square, triangle, cross }

enum Direction: String, CaseIterable, Sendable {
  case left, right, up, down

  var step: (x: Double, y: Double) {
    switch self {
    case .left: (-1, 0)
    case .right: (1, 0)
    case .up: (0, -1)
    case .down: (0, 1)
    }
  }
}

enum Pitch: String, CaseIterable, Sendable {
  case low, high

  /// Hertz.
  var range: (low: Double, high: Double) { self == .low ? (240, 400) : (1000, 1600) }
}

enum Pattern: String, CaseIterable, Sendable {
  case steady, pulsing, rising, falling

  var sentence: String {
    switch self {
    case .steady: "It is steady."
    case .pulsing: "It pulses."
    case .rising: "It rises."
    case .falling: "It falls."
    }
  }
}

/// Where a shape stands in a picture, in pixels.
struct Place: Sendable {
  var x: Double
  var y: Double
  var radius: Double
}

/// What a medium shows.
enum Depiction: Sendable {
  case image(Colour, Shape, Place?)
  case sound(Pitch, Pattern)
  case clip(Colour, Shape, Direction)
}
