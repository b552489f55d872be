import ByteStreams
import Objectives
import ShardFormat
import TokenTrees

/// The groups of one optimizer step.
public struct Batch: Sendable {
  public var groups: [TokenGroup] = []
  public var shapes: [GroupShape] = []
  public var totals = BatchTotals(pairs: 0, sequences: 0, tokens: 0)
  /// Rows the model will run.
  public var rows = 0

  mutating func add(_ group: TokenGroup, _ shape: GroupShape) {
    groups.append(group)
    shapes.append(shape)
    totals.pairs += shape.pairs
    totals.sequences += shape.sequences.count
    totals.tokens += shape.queries
    rows += shape.tokens
  }
}

/// Which groups go into which step: a pure function of the data, the seed and the batch size.
///
/// Held data are shuffled anew in every epoch. A stream's first pass is in the order of arrival, so that the first step
/// need not wait for the last group; when more epochs follow, the groups stay in memory and are shuffled from then on.
public final class DataFeed {
  public struct Options: Sendable, Equatable {
    public var seed: UInt64
    /// nil: start again as often as the number of steps asks for.
    public var epochs: Int?
    /// Read everything before the first step.
    public var held: Bool
    /// Bytes of groups that may be kept.
    public var memoryLimit: Int

    public init(seed: UInt64, epochs: Int?, held: Bool, memoryLimit: Int = 2 << 30) {
      self.seed = seed
      self.epochs = epochs
      self.held = held
      self.memoryLimit = memoryLimit
    }
  }

  /// How far a run has come in its data.
  public struct Position: Sendable, Equatable {
    public var epoch: Int
    /// Groups of this epoch that were used or passed over.
    public var consumed: Int
    /// Name of the data read so far.
    public var digest: Digest

    public init(epoch: Int, consumed: Int, digest: Digest) {
      self.epoch = epoch
      self.consumed = consumed
      self.digest = digest
    }
  }

  public let options: Options
  private let source: any GroupSource
  private let choice: SequenceChoice
  private let byPairs: Bool
  private var chain = DataChain()
  private var kept: [TokenGroup] = []
  private var keptBytes = 0
  private var exhausted = false
  private var epoch = 0
  private var consumed = 0
  private var order: [Int] = []
  /// Groups that had nothing to train on (no pair, no response).
  public private(set) var passedOver = 0

  public init(source: any GroupSource, needs: ObjectiveNeeds, options: Options) throws {
    self.source = source
    self.choice = SequenceChoice(for: needs)
    self.byPairs = needs.pairs
    self.options = options
    if options.held {
      while try pull() != nil {}
      order = permutation(0)
    }
  }

  public var tokenizer: CBOR? { source.tokenizer }
  public var position: Position { Position(epoch: epoch, consumed: consumed, digest: chain.digest) }
  /// Epochs done, fractions included; nil while the size of the data is unknown.
  public var epochsDone: Double? {
    exhausted ? Double(epoch) + Double(consumed) / Double(max(chain.groups, 1)) : nil
  }

  /// The next step's groups: at least `size` pairs (sequences' groups, when the objective needs none) unless the epoch
  /// ends before; nil when the data have ended.
  public func nextBatch(size: Int) throws -> Batch? {
    while true {
      var batch = Batch()
      var units = 0
      while units < size, let (group, shape) = try nextInEpoch() {
        guard !shape.sequences.isEmpty, shape.tokens > 0 else {
          passedOver += 1
          continue
        }
        batch.add(group, shape)
        units += byPairs ? shape.pairs : 1
      }
      if units > 0 { return batch }
      guard try startNextEpoch() else { return nil }
    }
  }

  /// How many steps `epochs` epochs are; nil while the data are not all here.
  public func steps(batch size: Int, epochs: Int) throws -> Int? {
    guard exhausted, keeps else { return nil }
    let units = try kept.map { group -> Int in
      let shape = try GroupShape(group, choice)
      if shape.sequences.isEmpty || shape.tokens == 0 { return 0 }
      return byPairs ? shape.pairs : 1
    }
    var steps = 0
    for epoch in 0..<epochs {
      var filled = 0
      for i in permutation(epoch) {
        filled += units[i]
        if filled >= size {
          steps += 1
          filled = 0
        }
      }
      if filled > 0 { steps += 1 }
    }
    return steps
  }

  /// Goes to where an earlier run stood; refuses data that are not that run's.
  public func seek(_ target: Position) throws {
    if options.held || target.epoch > 0 {
      while try pull() != nil {}
    } else {
      while consumed < target.consumed, try pull() != nil { consumed += 1 }
    }
    guard chain.digest == target.digest, target.consumed <= chain.groups else {
      throw TrainingError(
        "resume: the data differ from those of the checkpoint (\(chain.groups) groups named "
          + "\(chain.digest.hex.prefix(12)), the checkpoint has \(target.digest.hex.prefix(12))): give the same "
          + "files in the same order, or start anew with --overwrite")
    }
    epoch = target.epoch
    consumed = target.consumed
    if options.held || epoch > 0 { order = permutation(epoch) }
  }

  private var keeps: Bool { options.held || options.epochs != 1 }

  private func permutation(_ epoch: Int) -> [Int] {
    Permutation.of(count: kept.count, seed: options.seed, epoch: epoch)
  }

  private func nextInEpoch() throws -> (TokenGroup, GroupShape)? {
    let group: TokenGroup
    if options.held || epoch > 0 {
      guard consumed < order.count else { return nil }
      group = kept[order[consumed]]
    } else if consumed < kept.count {
      group = kept[consumed]
    } else {
      guard let arrived = try pull() else { return nil }
      group = arrived
    }
    let shape = try GroupShape(group, choice)
    consumed += 1
    return (group, shape)
  }

  private func startNextEpoch() throws -> Bool {
    guard keeps, epoch + 1 < options.epochs ?? .max else { return false }
    guard consumed > passedOver || epoch > 0 else { return false }
    epoch += 1
    consumed = 0
    order = permutation(epoch)
    return true
  }

  private func pull() throws -> TokenGroup? {
    guard !exhausted, let group = try source.next() else {
      exhausted = true
      return nil
    }
    chain.add(group)
    if keeps {
      keptBytes += group.tokens.count * (group.referenceLogProbabilities == nil ? 5 : 9) + 512
      if keptBytes > options.memoryLimit {
        throw TrainingError(
          "the data need more than the \(options.memoryLimit >> 20) MiB that may be kept in memory for several "
            + "epochs: raise --data-memory, or use --epochs 1 from standard input")
      }
      kept.append(group)
    }
    return group
  }
}
