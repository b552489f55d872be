/// Points of a curve: smoothed, thinned, and as an SVG path.
package enum Curve {
  /// Size of the box that paths are drawn in; the page stretches it.
  static let box = 1000.0

  /// The mean of each point and its neighbours up to `radius` on both sides; as many on the left as on the right, so
  /// the curve is not shifted and its ends are those of the points.
  package static func smoothed(_ points: [CurvePoint], radius: Int) -> [CurvePoint] {
    var sums = [0.0]
    sums.reserveCapacity(points.count + 1)
    for point in points { sums.append((sums.last ?? 0) + point.value) }
    return points.indices.map { i in
      let r = min(radius, i, points.count - 1 - i)
      return CurvePoint(
        step: points[i].step, value: (sums[i + r + 1] - sums[i - r]) / Double(2 * r + 1))
    }
  }

  /// At most two points of each of `buckets` runs of neighbours, the lowest and the highest, so that no peak is lost.
  package static func thinned(_ points: [CurvePoint], buckets: Int) -> [CurvePoint] {
    guard points.count > 2 * buckets, buckets > 0 else { return points }
    var kept: [CurvePoint] = []
    for bucket in 0..<buckets {
      let range = points.count * bucket / buckets..<points.count * (bucket + 1) / buckets
      guard var low = range.first else { continue }
      var high = low
      for i in range {
        if points[i].value < points[low].value { low = i }
        if points[i].value > points[high].value { high = i }
      }
      kept.append(points[min(low, high)])
      if low != high { kept.append(points[max(low, high)]) }
    }
    return kept
  }

  /// A line through the points.
  package static func line(_ points: [CurvePoint], x: Axis, y: Axis) -> String {
    var path = ""
    for (i, point) in points.enumerated() { path += (i == 0 ? "M" : "L") + place(point, x, y) }
    return path
  }

  /// A dot at each point: a line without length, which a round pen makes a dot of.
  package static func dots(_ points: [CurvePoint], x: Axis, y: Axis) -> String {
    points.map { "M" + place($0, x, y) + "h0" }.joined()
  }

  private static func place(_ point: CurvePoint, _ x: Axis, _ y: Axis) -> String {
    let across = Int((x.position(point.step) * box).rounded())
    let down = Int(((1 - y.position(point.value)) * box).rounded())
    return "\(across) \(down)"
  }
}
