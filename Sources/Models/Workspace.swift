import Kernels

/// Everything that a decoder writes besides parameters: where each buffer lies in three blocks taken at once.
///
/// The same code counts (without memory) and places (with it), so the memory plan cannot differ from what is allocated.
struct Workspace {
  /// What the forward pass of one layer keeps.
  struct Kept {
    var mid: Floats
    var inverse1: Floats
    var inverse2: Floats
    var qkv: Floats
    var logSum: Floats
    var attended: Floats
    var gateUp: Floats
  }

  /// Limits that decide every size.
  struct Limits: Equatable {
    var tokens: Int
    var queries: Int
    var scores: Int
    var threads: Int
    var recompute: Bool
    var training: Bool
    var headTile: Int?

    var queryRows: Int { min(tokens, queries) }
    var headRows: Int { queryRows + scores }
  }

  /// Rows of one piece of work; results depend on it, so it is fixed.
  static let pieceRows = 128

  // Activations.
  private(set) var inputs: [Floats] = []
  private(set) var kept: [Kept] = []
  // Head.
  let tile: Int
  let logits, headInput, headNormalised, headInverse, headGradient, maximum, sum, rowSums: Floats
  let sortedLogProbability, logProbability, coefficients, scores: Floats
  let headRowOf, starts, order, sortedTargets: UnsafeMutablePointer<Int32>
  // Scratch.
  let tokens, positions, slots: UnsafeMutablePointer<Int32>
  let dx, dmid, dattended, dqkv, normalised1, normalised2, activated, partial: Floats
  private let own: Floats
  private let ownFloats: Int

  /// Hands out consecutive buffers, each at a multiple of 64 bytes.
  private struct Cursor {
    let base: Floats?
    var used = 0
    mutating func take(_ count: Int) -> Floats {
      let offset = used
      used += (count + 15) / 16 * 16
      // Without a base only the count matters; the address is never read.
      return (base ?? Floats(bitPattern: 64) ?? Floats.allocate(capacity: 0)) + (base == nil ? 0 : offset)
    }
    mutating func takeIntegers(_ count: Int) -> UnsafeMutablePointer<Int32> {
      UnsafeMutableRawPointer(take(count)).bindMemory(to: Int32.self, capacity: count)
    }
  }

  /// Bytes by purpose, filled in by `init`.
  let activationFloats, headFloats, scratchFloats: Int

  init(
    _ config: ModelConfig, _ limits: Limits, activations: Floats?, head headBase: Floats?, scratch: Floats?
  ) {
    let tokenLimit = limits.tokens
    let hidden = config.hidden
    var act = Cursor(base: activations)
    for _ in 0..<(limits.training ? config.layers + 1 : 2) { inputs.append(act.take(tokenLimit * hidden)) }
    for _ in 0..<(limits.training && !limits.recompute ? config.layers : 1) {
      kept.append(
        Kept(
          mid: act.take(tokenLimit * hidden), inverse1: act.take(tokenLimit), inverse2: act.take(tokenLimit),
          qkv: act.take(tokenLimit * config.queryKeyValueWidth), logSum: act.take(tokenLimit * config.heads),
          attended: act.take(tokenLimit * config.attentionWidth),
          gateUp: act.take(tokenLimit * 2 * config.intermediate)))
    }
    activationFloats = act.used

    var head = Cursor(base: headBase)
    let queryRows = limits.queryRows
    tile = Self.tileWidth(config, limits)
    logits = head.take(queryRows * tile)
    headInput = head.take(limits.headRows * hidden)
    headNormalised = head.take(limits.headRows * hidden)
    headInverse = head.take(limits.headRows)
    headGradient = head.take(limits.training ? limits.headRows * hidden : 0)
    maximum = head.take(queryRows)
    sum = head.take(queryRows)
    rowSums = head.take(queryRows)
    sortedLogProbability = head.take(limits.queries)
    logProbability = head.take(limits.queries)
    coefficients = head.take(limits.queries)
    scores = head.take(limits.scores)
    headRowOf = head.takeIntegers(limits.headRows)
    starts = head.takeIntegers(queryRows + 1)
    order = head.takeIntegers(limits.queries)
    sortedTargets = head.takeIntegers(limits.queries)
    headFloats = head.used

    var work = Cursor(base: scratch)
    tokens = work.takeIntegers(tokenLimit)
    positions = work.takeIntegers(tokenLimit)
    slots = work.takeIntegers(tokenLimit + 1)
    let back = limits.training ? tokenLimit : 0
    dx = work.take(back * hidden)
    dmid = work.take(back * hidden)
    dattended = work.take(back * config.attentionWidth)
    dqkv = work.take(back * config.queryKeyValueWidth)
    normalised1 = work.take(back * hidden)
    normalised2 = work.take(back * hidden)
    activated = work.take(back * config.intermediate)
    let pieces = max(tokenLimit, limits.headRows) / Self.pieceRows + 1
    partial = work.take(limits.training ? pieces * hidden : 0)
    ownFloats =
      (max(
        Self.pieceRows * (2 * hidden + config.intermediate), TreeAttention.scratchFloats(context: tokenLimit))
        + 15) / 16 * 16
    own = work.take(limits.threads * ownFloats)
    scratchFloats = work.used
  }

  /// A thread's own scratch.
  func own(_ worker: Int) -> Floats { own + worker * ownFloats }

  /// What layer `layer` keeps; one set serves all layers when nothing is kept for the backward pass.
  func kept(_ layer: Int) -> Kept { kept[kept.count == 1 ? 0 : layer] }

  /// Input of layer `layer`; of the final norm for `layer` = layers.
  func input(_ layer: Int) -> Floats { inputs[layer % inputs.count] }

  /// Wide enough for fast products, narrow enough that a tile for all query rows stays near the caches (8 MiB).
  private static func tileWidth(_ config: ModelConfig, _ limits: Limits) -> Int {
    if let wanted = limits.headTile { return max(1, min(wanted, config.vocabulary)) }
    let width = (1 << 21) / max(1, limits.queryRows) / 64 * 64
    return min(config.vocabulary, max(256, min(width, 4096)))
  }
}
