import Glibc

/// The learning rate of each step: linear warm-up, then a cosine (or straight line) to `floor`, or constant.
public struct LearningRate: Sendable, Equatable {
  public enum Shape: String, Sendable, CaseIterable { case cosine, linear, constant }

  public var peak: Double
  public var warmup: Int
  public var shape: Shape
  /// The rate at the last step, as a share of the peak.
  public var floor: Double

  public init(peak: Double, warmup: Int, shape: Shape, floor: Double = 0) {
    self.peak = peak
    self.warmup = warmup
    self.shape = shape
    self.floor = floor
  }

  /// - Parameters:
  ///   - step: from 0.
  ///   - total: steps of the whole run; nil when unknown, which leaves the rate constant after the warm-up.
  public func at(step: Int, of total: Int?) -> Double {
    if step < warmup { return peak * Double(step + 1) / Double(warmup) }
    guard let total, total > warmup, shape != .constant else { return peak }
    let done = min(1, Double(step - warmup) / Double(total - warmup))
    let share = shape == .cosine ? 0.5 * (1 + cos(Double.pi * done)) : 1 - done
    return peak * (floor + (1 - floor) * share)
  }
}
