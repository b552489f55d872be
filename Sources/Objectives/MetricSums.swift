/// Weighted sums by metric name, in the order in which the names first came, so that a mean over micro-batches, batches or
/// a held-out file is exact however it was cut.
public struct MetricSums: Sendable, Equatable {
  public struct Entry: Sendable, Equatable {
    public var name: String
    public var sum: Double
    public var weight: Double
  }

  public private(set) var entries: [Entry] = []

  public init() {}

  /// Adds `value` counted `weight` times.
  public mutating func add(_ name: String, _ value: Double, weight: Double = 1) {
    accumulate(name, sum: value * weight, weight: weight)
  }

  /// Adds all of another's sums.
  public mutating func add(_ other: MetricSums) {
    for entry in other.entries { accumulate(entry.name, sum: entry.sum, weight: entry.weight) }
  }

  /// The weighted mean of `name`; nil when nothing was added under it.
  public func mean(_ name: String) -> Double? {
    guard let entry = entries.first(where: { $0.name == name }), entry.weight != 0 else { return nil }
    return entry.sum / entry.weight
  }

  private mutating func accumulate(_ name: String, sum: Double, weight: Double) {
    if let i = entries.firstIndex(where: { $0.name == name }) {
      entries[i].sum += sum
      entries[i].weight += weight
    } else {
      entries.append(Entry(name: name, sum: sum, weight: weight))
    }
  }
}
