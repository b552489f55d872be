/// A preference loss as a pure function: log-probabilities (and reference ones) or scores in, loss and coefficients out.
///
/// It never sees a model. The trainer hands it one micro-batch at a time; because every term is divided by a total of the
/// whole batch (`BatchTotals`), the losses and gradients of the micro-batches add up to the batch's, however it was cut.
public protocol Objective: Sendable {
  /// What users write after `--objective`.
  var name: String { get }
  /// What the model and the data must provide.
  var needs: ObjectiveNeeds { get }
  /// Loss share, coefficients and metrics of one micro-batch.
  func evaluate(_ input: ObjectiveInput) throws(ObjectiveError) -> ObjectiveOutput
}

/// What an objective reads.
public struct ObjectiveNeeds: Sendable, Equatable {
  /// Log-probabilities of the response tokens under the policy.
  public var logProbabilities: Bool
  /// The same under the frozen reference.
  public var reference: Bool
  /// A scalar per candidate from a score head.
  public var scores: Bool
  /// True when the unit of a batch is a pair, false when it is a sequence.
  public var pairs: Bool

  public init(logProbabilities: Bool, reference: Bool, scores: Bool, pairs: Bool) {
    self.logProbabilities = logProbabilities
    self.reference = reference
    self.scores = scores
    self.pairs = pairs
  }
}

/// How much the whole batch holds, over all its micro-batches: the denominators of every mean.
public struct BatchTotals: Sendable, Equatable {
  public var pairs: Int
  public var sequences: Int
  /// Tokens that count in a likelihood.
  public var tokens: Int

  public init(pairs: Int, sequences: Int, tokens: Int) {
    self.pairs = pairs
    self.sequences = sequences
    self.tokens = tokens
  }
}

/// Sequences by index: `winner` was preferred to `loser`.
public struct SequencePair: Sendable, Equatable {
  public var winner: Int
  public var loser: Int
  public init(winner: Int, loser: Int) {
    self.winner = winner
    self.loser = loser
  }
}

/// One micro-batch as an objective sees it.
public struct ObjectiveInput: Sendable {
  /// Sequence `i` owns the tokens `offsets[i]..<offsets[i + 1]`; one more entry than there are sequences.
  public var offsets: [Int]
  /// log p of each response token under the policy, sequence after sequence; empty when only scores are used.
  public var logProbabilities: [Float]
  /// The same under the reference; empty when none is used.
  public var reference: [Float]
  /// One per sequence; empty when none is used.
  public var scores: [Float]
  public var pairs: [SequencePair]
  public var totals: BatchTotals

  public init(
    offsets: [Int], logProbabilities: [Float], reference: [Float] = [], scores: [Float] = [],
    pairs: [SequencePair], totals: BatchTotals
  ) {
    self.offsets = offsets
    self.logProbabilities = logProbabilities
    self.reference = reference
    self.scores = scores
    self.pairs = pairs
    self.totals = totals
  }

  public var sequenceCount: Int { max(0, offsets.count - 1) }

  /// Checks the shapes once, so that objectives can index without asking.
  func check(_ needs: ObjectiveNeeds) throws(ObjectiveError) {
    let sequences = sequenceCount
    var last = 0
    for offset in offsets {
      guard offset >= last else { throw ObjectiveError(what: "offsets go backwards at \(offset)") }
      last = offset
    }
    if needs.logProbabilities, logProbabilities.count != last {
      throw ObjectiveError(what: "\(logProbabilities.count) log-probabilities for \(last) tokens")
    }
    if needs.reference, reference.count != last {
      throw ObjectiveError(what: "\(reference.count) reference log-probabilities for \(last) tokens")
    }
    if needs.scores, scores.count != sequences {
      throw ObjectiveError(what: "\(scores.count) scores for \(sequences) sequences")
    }
    for pair in pairs
    where !(0..<sequences).contains(pair.winner) || !(0..<sequences).contains(pair.loser) {
      throw ObjectiveError(what: "pair (\(pair.winner), \(pair.loser)) of \(sequences) sequences")
    }
  }

  /// Sum over a sequence's tokens, in double precision and in order.
  func sum(_ values: [Float], _ sequence: Int) -> Double {
    var total = 0.0
    for i in offsets[sequence]..<offsets[sequence + 1] { total += Double(values[i]) }
    return total
  }
}

/// What an objective gives back for one micro-batch.
public struct ObjectiveOutput: Sendable {
  /// This micro-batch's share of the batch's loss; the shares add up to it.
  public var loss: Double
  /// dLoss / d log p, one per response token; empty when the objective reads none.
  public var logProbabilityGradients: [Float]
  /// dLoss / d score, one per sequence; empty when the objective reads none.
  public var scoreGradients: [Float]
  /// Sums under TRL's metric names.
  public var metrics: MetricSums

  public init(
    loss: Double = 0, logProbabilityGradients: [Float] = [], scoreGradients: [Float] = [],
    metrics: MetricSums = MetricSums()
  ) {
    self.loss = loss
    self.logProbabilityGradients = logProbabilityGradients
    self.scoreGradients = scoreGradients
    self.metrics = metrics
  }
}

/// Inputs whose shapes contradict each other.
public struct ObjectiveError: Error, Equatable, CustomStringConvertible {
  public var what: String
  public init(what: String) { self.what = what }
  public var description: String { "objective: \(what)" }
}
