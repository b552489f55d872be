import ShardFormat

/// Which groups share a bin: the payload of a PLAN frame.
///
/// A plan speaks of the groups that wait: those before it in its member that no earlier plan has taken, in the order of
/// the stream, counted from 0. It takes some of them, bin by bin; the others go on waiting. At the end of a packed
/// member nobody waits. So a plan rewrites no token, and a TOKENS frame is copied as it is.
public struct Plan: Sendable, Equatable {
  /// Groups that wait when the plan comes.
  public var waiting: Int
  /// Waiting groups of each bin.
  public var bins: [[Int]]
  /// Waiting groups that are left out for good.
  public var dropped: [Int]
  /// Tokens a bin may hold; a single longer group has a bin of its own.
  public var capacity: Int
  /// Tokens of all bins.
  public var tokens: Int
  public var seed: UInt64

  public init(waiting: Int, bins: [[Int]], dropped: [Int] = [], capacity: Int, tokens: Int, seed: UInt64) {
    self.waiting = waiting
    self.bins = bins
    self.dropped = dropped
    self.capacity = capacity
    self.tokens = tokens
    self.seed = seed
  }

  /// Tokens over the room of all bins.
  public var efficiency: Double {
    bins.isEmpty ? 1 : Double(tokens) / (Double(bins.count) * Double(max(1, capacity)))
  }

  /// Columns `bin_start` (u32, one more than bins), `bin_group` (u32), `dropped` (u32).
  public var columns: ColumnBlock {
    var block = ColumnBlock(attributes: [
      "algorithm": "best-fit-decreasing", "capacity": .integer(capacity), "seed": .unsigned(seed),
      "tokens": .integer(tokens), "waiting": .integer(waiting), "efficiency": .double(efficiency),
    ])
    var starts: [UInt32] = [0]
    for bin in bins { starts.append((starts.last ?? 0) + UInt32(bin.count)) }
    block.set("bin_start", u32: starts)
    block.set("bin_group", u32: bins.flatMap { $0.map(UInt32.init) })
    block.set("dropped", u32: dropped.map(UInt32.init))
    return block
  }

  /// - Throws: `TokenStreamError` badPlan, badColumns.
  public init(_ block: ColumnBlock) throws {
    guard let waiting = block.attributes["waiting"]?.intValue, waiting >= 0, waiting <= Int(UInt32.max),
      let capacity = block.attributes["capacity"]?.intValue, capacity > 0,
      let tokens = block.attributes["tokens"]?.intValue, tokens >= 0,
      case .unsigned(let seed)? = block.attributes["seed"]
    else {
      throw TokenStreamError(.badPlan, "a plan does not tell its capacity, seed, tokens and waiting groups")
    }
    func column(_ name: String) throws(TokenStreamError) -> [Int] {
      guard let values = try? block.u32(name) else {
        throw TokenStreamError(.badColumns, "a plan has no column '\(name)' of type u32")
      }
      return values.map(Int.init)
    }
    let groups = try column("bin_group")
    _ = try column("bin_start")
    let binCount = (block.count(of: "bin_start") ?? 0) - 1
    guard binCount >= 0 else { throw TokenStreamError(.badColumns, "a plan has no bin_start") }
    let starts = try TokenColumnsReader.starts(block, "bin_start", of: binCount, total: groups.count)
    let dropped = try column("dropped")
    guard zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw TokenStreamError(.badPlan, "a plan has a bin without groups")
    }
    var seen = Set<Int>()
    for group in groups + dropped {
      guard group < waiting, seen.insert(group).inserted else {
        throw TokenStreamError(.badPlan, "a plan names group \(group) of \(waiting) twice or wrongly")
      }
    }
    self.init(
      waiting: waiting, bins: (0..<binCount).map { Array(groups[starts[$0]..<starts[$0 + 1]]) },
      dropped: dropped,
      capacity: capacity, tokens: tokens, seed: seed)
  }
}
