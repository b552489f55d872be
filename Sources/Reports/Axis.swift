import Glibc

/// A linear scale with round ticks.
package struct Axis: Sendable, Equatable {
  package let low: Double
  package let high: Double
  /// Multiples of 1, 2 or 5 times a power of ten, within the scale.
  package let ticks: [Double]
  /// Decimals that tell the ticks apart.
  package let places: Int

  /// From `low` to `high`, with about `count` ticks.
  package init(from low: Double, to high: Double, ticks count: Int = 5) {
    self.low = low
    // A scale without length would put every value nowhere.
    self.high = high > low ? high : low + 1
    let step = Self.step(self.high - low, count)
    var ticks: [Double] = []
    let first = (low / step - 1e-9).rounded(.up)
    var i = 0.0
    while (first + i) * step <= self.high + step * 1e-9, ticks.count < 100 {
      ticks.append((first + i) * step)
      i += 1
    }
    self.ticks = ticks
    places = max(0, -Int(floor(log10(step) + 1e-9)))
  }

  /// The smallest scale between ticks that covers all values.
  package init(covering values: [Double], ticks count: Int = 5) {
    let low = values.min() ?? 0
    let high = values.max() ?? 1
    let step = Self.step(high > low ? high - low : max(abs(high), 1), count)
    self.init(
      from: (low / step + 1e-9).rounded(.down) * step, to: (high / step - 1e-9).rounded(.up) * step,
      ticks: count)
  }

  private static func step(_ length: Double, _ count: Int) -> Double {
    let rough = length / Double(max(1, count))
    let power = pow(10, floor(log10(rough)))
    let multiple = rough / power
    return (multiple <= 1 ? 1 : multiple <= 2 ? 2 : multiple <= 5 ? 5 : 10) * power
  }

  /// 0 at `low`, 1 at `high`; values outside are put on the border.
  package func position(_ value: Double) -> Double { min(1, max(0, (value - low) / (high - low))) }

  package func label(_ tick: Double) -> String { NumberText.fixed(tick, places) }
}
