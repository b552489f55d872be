/// One measurement against the step: raw points, a smoothed line over them, held-out points where there are any.
package struct CurveChart {
  var title: String
  var points: [CurvePoint]
  var heldOut: [CurvePoint]
  /// Fixed ends of the vertical axis; nil to cover the points.
  var range: ClosedRange<Double>?
  /// Where a dashed line goes: what guessing reaches.
  var baseline: Double?

  package init(
    title: String, points: [CurvePoint], heldOut: [CurvePoint] = [], range: ClosedRange<Double>? = nil,
    baseline: Double? = nil
  ) {
    self.title = title
    self.points = points
    self.heldOut = heldOut
    self.range = range
    self.baseline = baseline
  }

  /// Runs of neighbours that are drawn at most: more than a screen tells apart would only make the file large.
  static let buckets = 300
  private static let height = 180.0
  private static let left = 13.0
  private static let width = 84.0
  private static let top = 8.0

  /// Neighbours on each side that the smoothed line takes in: a thirtieth of the run.
  static func radius(_ count: Int) -> Int { max(2, count / 30) }

  package var markup: Markup {
    let all = points + heldOut
    let x = Axis(
      from: min(0, all.map(\.step).min() ?? 0), to: all.map(\.step).max() ?? 1, ticks: 4)
    let y =
      range.map { Axis(from: $0.lowerBound, to: $0.upperBound, ticks: 4) }
      ?? Axis(covering: all.map(\.value) + (baseline.map { [$0] } ?? []), ticks: 4)
    let smooth = Curve.smoothed(points, radius: Self.radius(points.count))
    var inner: [Markup] = []
    if let baseline {
      let line = [CurvePoint(step: x.low, value: baseline), CurvePoint(step: x.high, value: baseline)]
      inner.append(.empty("path", ["class": "coin", "d": Curve.line(line, x: x, y: y)]))
    }
    inner.append(
      .empty(
        "path", ["class": "raw", "d": Curve.dots(Curve.thinned(points, buckets: Self.buckets), x: x, y: y)]))
    inner.append(
      .empty(
        "path",
        ["class": "smooth", "d": Curve.line(Curve.thinned(smooth, buckets: Self.buckets / 2), x: x, y: y)]))
    if !heldOut.isEmpty {
      inner.append(.empty("path", ["class": "held", "d": Curve.line(heldOut, x: x, y: y)]))
      inner.append(.empty("path", ["class": "held dots", "d": Curve.dots(heldOut, x: x, y: y)]))
    }
    let plot = Markup.element(
      "svg",
      [
        "x": "\(Self.left)%", "y": "\(Self.top)", "width": "\(Self.width)%", "height": "\(Self.height)",
        "viewBox": "0 0 1000 1000", "preserveAspectRatio": "none", "overflow": "visible",
      ], inner)
    let svg = Markup.element(
      "svg",
      [
        "class": "chart", "width": "100%", "height": "\(Self.height + 48)", "role": "img",
        "aria-label": "\(title) against step",
      ], axes(x, y) + [plot])
    return .element("figure", ["class": "curve"], [.element("figcaption", title), svg])
  }

  private func axes(_ x: Axis, _ y: Axis) -> [Markup] {
    var parts: [Markup] = []
    let (left, right) = ("\(Self.left)%", "\(Self.left + Self.width)%")
    for tick in y.ticks {
      let down = Self.top + Self.height * (1 - y.position(tick))
      let text = "\((down * 100).rounded() / 100)"
      parts.append(.empty("line", ["class": "grid", "x1": left, "x2": right, "y1": text, "y2": text]))
      parts.append(
        .element(
          "text",
          [
            "class": "tick", "x": left, "y": text, "text-anchor": "end", "dx": "-6", "dy": "4",
          ], y.label(tick)))
    }
    let bottom = "\(Self.top + Self.height + 18)"
    for tick in x.ticks {
      let across = Self.left + Self.width * x.position(tick)
      parts.append(
        .element(
          "text",
          [
            "class": "tick", "x": "\((across * 100).rounded() / 100)%", "y": bottom, "text-anchor": "middle",
          ], x.label(tick)))
    }
    parts.append(
      .element(
        "text",
        ["class": "tick", "x": right, "y": "\(Self.top + Self.height + 36)", "text-anchor": "end"], "step"))
    return parts
  }
}
