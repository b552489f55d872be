/// Everything that is known of a model's agreement with people: a pure function of the pairs and the options.
public struct Evaluation: Sendable, Equatable {
  /// One row of the table: all pairs, or those of one key.
  public struct Cell: Sendable, Equatable {
    public var accuracy: PairwiseAccuracy
    public var clusters: Int
    public var interval: Interval
    /// Cluster-robust standard error of the accuracy.
    public var standardError: Double
    public var margins: MarginStatistics?
    /// Accuracy of each null baseline on the same pairs.
    public var baselines: [NullBaseline: Double]
    /// The middle 95 % of a coin's accuracy on as many independent pairs.
    public var chance: (low: Double, high: Double)

    public static func == (a: Cell, b: Cell) -> Bool {
      a.accuracy == b.accuracy && a.clusters == b.clusters && a.interval == b.interval
        && a.standardError == b.standardError && a.margins == b.margins && a.baselines == b.baselines
        && a.chance == b.chance
    }
  }

  /// A row of a grouping.
  public struct Row: Sendable, Equatable {
    public var key: String
    public var cell: Cell
  }

  public var options: EvaluationOptions
  public var records: Int
  /// All pairs, each weighing the same.
  public var micro: Cell
  /// Mean over modality keys, each weighing the same.
  public var macro: Double
  public var macroInterval: Interval
  public var macroBaselines: [NullBaseline: Double]
  /// By modality key, sorted.
  public var byModality: [Row]
  /// The further groupings that were asked for.
  public var byGrouping: [(grouping: EvaluationOptions.Grouping, rows: [Row])]

  /// - Throws: `EvaluationError.noPairs` when there is nothing to count.
  public init(_ pairs: [ScoredPair], options: EvaluationOptions = EvaluationOptions()) throws {
    guard !pairs.isEmpty else { throw EvaluationError.noPairs }
    self.options = options
    let bootstrap = ClusterBootstrap(
      replicates: options.replicates, seed: options.seed, threads: options.threads)
    records = Set(pairs.map(\.record)).count
    micro = try Self.cell(pairs, stream: "micro", bootstrap).cell
    var means: [[Double]] = []
    byModality = []
    for (key, members) in Self.group(pairs, by: .modality) {
      let (cell, replicates) = try Self.cell(members, stream: "modality " + key, bootstrap)
      byModality.append(Row(key: key, cell: cell))
      means.append(replicates)
    }
    let weight = 1 / Double(byModality.count)
    let accuracy = byModality.reduce(0) { $0 + ($1.cell.accuracy.half ?? 0) } * weight
    macro = accuracy
    // Each modality is resampled by itself, so a replicate's macro mean has every modality in it.
    let replicates = (0..<options.replicates).map { r in means.reduce(0) { $0 + $1[r] } * weight }
    macroInterval = Self.settle(ClusterBootstrap.interval(replicates), byModality.map(\.cell), accuracy)
    macroBaselines = [:]
    for baseline in NullBaseline.allCases {
      macroBaselines[baseline] = byModality.reduce(0) { $0 + ($1.cell.baselines[baseline] ?? 0) } * weight
    }
    byGrouping = []
    for grouping in options.groupings where grouping != .modality {
      let rows = try Self.group(pairs, by: grouping).map { key, members in
        Row(
          key: key, cell: try Self.cell(members, stream: grouping.rawValue + " " + key, bootstrap).cell)
      }
      byGrouping.append((grouping, rows))
    }
  }

  public static func == (a: Evaluation, b: Evaluation) -> Bool {
    a.options == b.options && a.records == b.records && a.micro == b.micro && a.macro == b.macro
      && a.macroInterval == b.macroInterval && a.macroBaselines == b.macroBaselines
      && a.byModality == b.byModality && a.byGrouping.map(\.rows) == b.byGrouping.map(\.rows)
  }

  private static func group(_ pairs: [ScoredPair], by grouping: EvaluationOptions.Grouping)
    -> [(key: String, members: [ScoredPair])]
  {
    Dictionary(grouping: pairs, by: grouping.key).sorted { $0.key < $1.key }
      .map { (key: $0.key, members: $0.value) }
  }

  private static func cell(_ pairs: [ScoredPair], stream: String, _ bootstrap: ClusterBootstrap) throws
    -> (cell: Cell, replicates: [Double])
  {
    let clusters = Clusters(pairs)
    let accuracy = PairwiseAccuracy(pairs)
    let replicates = try bootstrap.means(clusters, stream: stream)
    let half = accuracy.half ?? 0
    let interval: Interval =
      clusters.areSingle
      ? .wilson(proportion: half, trials: pairs.count)
      : clusters.areAllAlike
        ? .wilson(proportion: half, trials: clusters.count, method: .wilsonOverClusters)
        : ClusterBootstrap.interval(replicates)
          ?? .wilson(proportion: half, trials: clusters.count, method: .wilsonOverClusters)
    var baselines: [NullBaseline: Double] = [:]
    for baseline in NullBaseline.allCases {
      baselines[baseline] = pairs.reduce(0) { $0 + baseline.credit($1) } / Double(pairs.count)
    }
    let cell = Cell(
      accuracy: accuracy, clusters: clusters.count, interval: interval,
      standardError: clusters.standardError ?? 0, margins: MarginStatistics(pairs), baselines: baselines,
      chance: Chance.range95(pairs: pairs.count))
    return (cell, replicates)
  }

  /// The macro interval; where resampling shows no spread (all right or all wrong), the mean of the cells' own bounds,
  /// which is too wide rather than too narrow.
  private static func settle(_ interval: Interval?, _ cells: [Cell], _ accuracy: Double) -> Interval {
    if let interval, interval.high > interval.low { return interval }
    let n = Double(max(1, cells.count))
    return Interval(
      low: cells.reduce(0) { $0 + $1.interval.low } / n, high: cells.reduce(0) { $0 + $1.interval.high } / n,
      method: .wilsonOverClusters)
  }
}

/// Why scores could not be evaluated.
public enum EvaluationError: Error, Sendable, Equatable, CustomStringConvertible {
  case noPairs
  /// A line of scores.jsonl that cannot be used.
  case badLine(file: String, line: Int, why: String)
  /// Lines of one record that contradict each other.
  case badRecord(file: String, record: String, why: String)

  public var description: String {
    switch self {
    case .noPairs:
      "no candidate is marked as preferred to another: nothing to evaluate; give scores of a shard with judgements"
    case .badLine(let file, let line, let why): "\(file): line \(line): \(why)"
    case .badRecord(let file, let record, let why): "\(file): record \(record.prefix(12)): \(why)"
    }
  }
}
