/// Packs a stream of groups window by window, so that the first bins come early and memory stays bounded.
///
/// Windows grow from 64 groups to the limit. A bin that is not nearly full waits once for the next window, where its
/// groups may find better company; so at most two windows of groups wait.
public struct WindowPacker {
  /// Share of the capacity at which a bin is full enough not to wait.
  static let fullEnough = 0.985

  public let capacity: Int
  public let largestWindow: Int
  public let seed: UInt64
  private var lengths: [Int] = []
  /// Of the waiting groups, how many have waited for one plan already.
  private var carried = 0
  private var window: Int
  private var plans: UInt64 = 0

  /// - Precondition: `capacity >= 1`, `largestWindow >= 1`.
  public init(capacity: Int, largestWindow: Int = 8192, seed: UInt64 = 0) {
    self.capacity = capacity
    self.largestWindow = largestWindow
    self.seed = seed
    window = min(64, largestWindow)
  }

  /// Takes the lengths of the groups of one frame.
  public mutating func add(_ more: [Int]) { lengths += more }

  /// True when a window is full.
  public var isFull: Bool { lengths.count - carried >= window }

  /// A plan for the groups that wait; nil when there is nothing to plan.
  /// - Parameters:
  ///   - last: nothing comes after this, so no bin waits.
  ///   - dropping: groups longer than the capacity are left out instead of having a bin of their own.
  public mutating func plan(last: Bool, dropping: Bool = false) -> Plan? {
    guard !lengths.isEmpty else { return nil }
    let dropped = dropping ? lengths.indices.filter { lengths[$0] > capacity } : []
    let kept = lengths.indices.filter { !dropping || lengths[$0] <= capacity }
    let enough = Int(Double(capacity) * Self.fullEnough)
    var bins: [[Int]] = []
    var waits = [Bool](repeating: false, count: lengths.count)
    var tokens = 0
    for packed in BinPacker.pack(kept.map { lengths[$0] }, capacity: capacity) {
      let bin = packed.map { kept[$0] }
      let filled = bin.reduce(0) { $0 + lengths[$1] }
      if !last, filled < enough, bin.allSatisfy({ $0 >= carried }) {
        for group in bin { waits[group] = true }
      } else {
        bins.append(bin.sorted())
        tokens += filled
      }
    }
    var random = SplitMix64(state: seed &+ plans &* 0x9E37_79B9_7F4A_7C15)
    random.shuffle(&bins)
    let plan = Plan(
      waiting: lengths.count, bins: bins, dropped: dropped, capacity: capacity, tokens: tokens, seed: seed)
    lengths = zip(lengths, waits).filter(\.1).map(\.0)
    carried = lengths.count
    window = min(2 * window, largestWindow)
    plans += 1
    return plan
  }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers on every machine.
struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// 0 ..< bound; the bias is below bound / 2⁶⁴.
  mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// Fisher and Yates.
  mutating func shuffle<T>(_ items: inout [T]) {
    guard items.count > 1 else { return }
    for i in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(i, below(i + 1)) }
  }
}
