/// Quantiles by linear interpolation between order statistics (type 7 of Hyndman and Fan; numpy's default).
public enum Quantile {
  /// - Parameters:
  ///   - sorted: ascending, finite.
  ///   - q: in [0, 1].
  /// - Returns: nil when there are no values.
  public static func of(sorted: [Double], _ q: Double) -> Double? {
    guard let last = sorted.last else { return nil }
    let position = q * Double(sorted.count - 1)
    let index = Int(position)
    guard index + 1 < sorted.count else { return last }
    let fraction = position - Double(index)
    return sorted[index] + (sorted[index + 1] - sorted[index]) * fraction
  }
}
