import ByteStreams
import CSupport
import Models
import Objectives

/// Batches in, steps, log, checkpoints, a model at the end.
///
/// The same data, options and seed give the same bits, whether the run was killed and resumed on the way or not.
public final class Trainer {
  public struct Options: Sendable {
    /// Pairs of a step (groups, for an objective without pairs).
    public var batch: Int
    /// nil: until the data end.
    public var steps: Int?
    public var learningRate: LearningRate
    public var optimizer: Optimizer
    /// Steps between checkpoints; nil for none but a last one when asked to stop.
    public var saveEvery: Int?
    public var saveLimit: Int?
    public var evalEvery: Int?

    public init(
      batch: Int, steps: Int?, learningRate: LearningRate, optimizer: Optimizer, saveEvery: Int? = nil,
      saveLimit: Int? = nil, evalEvery: Int? = nil
    ) {
      self.batch = batch
      self.steps = steps
      self.learningRate = learningRate
      self.optimizer = optimizer
      self.saveEvery = saveEvery
      self.saveLimit = saveLimit
      self.evalEvery = evalEvery
    }
  }

  /// What one step gave, for whoever shows it.
  public struct StepReport: Sendable {
    public var step: Int
    public var steps: Int?
    public var loss: Double
    public var metrics: MetricSums
    public var learningRate: Double
    public var gradientNorm: Double
    public var rows: Int
    public var queries: Int
  }

  public enum Ending: Sendable, Equatable {
    case finished
    /// A signal asked the run to stop; its state is in `checkpoint-<step>`.
    case stopped(signal: Int32, step: Int)
  }

  public let runner: BatchRunner
  public let config: ModelConfig
  public let parameters: ParameterArena
  public let feed: DataFeed
  public let folder: RunFolder
  public let options: Options
  public private(set) var step = 0
  private let fingerprint: [RunState.RunOption]
  private let companions: [(name: String, bytes: [UInt8])]
  private let heldOut: HeldOut?
  private var tokens = 0
  private var position: DataFeed.Position
  private var epochs: Double?
  private var log: MetricsLog?

  /// - Parameters:
  ///   - fingerprint: every option that changes the weights; a resumed run must have the same.
  ///   - companions: small files that go beside the model (the tokenizer's description).
  public init(
    runner: BatchRunner, config: ModelConfig, parameters: ParameterArena, feed: DataFeed, folder: RunFolder,
    options: Options, fingerprint: [RunState.RunOption], companions: [(name: String, bytes: [UInt8])] = [],
    heldOut: HeldOut? = nil
  ) {
    self.runner = runner
    self.config = config
    self.parameters = parameters
    self.feed = feed
    self.folder = folder
    self.options = options
    self.fingerprint = fingerprint
    self.companions = companions
    self.heldOut = heldOut
    position = feed.position
  }

  /// Goes to the newest checkpoint of the folder; false when there is none, and the run starts at its beginning.
  /// - Throws: TrainingError when options or data are not those of the checkpoint.
  public func resume() throws -> Bool {
    try folder.sweep()
    guard let newest = try folder.checkpoints().last else { return false }
    let path = folder.checkpoint(newest)
    let state = try RunState(reading: path + "/aa_state.json")
    try state.check(options: fingerprint)
    let saved = try ModelFolder.load(path)
    guard saved.parameters.count == parameters.count, saved.config == config else {
      throw TrainingError("resume: \(path) holds a model of another shape: give the same options")
    }
    _ = parameters.values.update(fromContentsOf: saved.parameters.values)
    try OptimizerFile.load(path + "/optimizer.safetensors", into: parameters)
    try feed.seek(state.position)
    step = state.step
    tokens = state.tokens
    position = state.position
    epochs = feed.epochsDone
    log = try MetricsLog(path: folder.metrics, keeping: state.metricsBytes)
    return true
  }

  /// Runs to the end or until a signal; `report` is called after every step.
  public func run(report: (StepReport) throws -> Void) throws -> Ending {
    try Files.makeFolder(folder.path)
    if log == nil { log = try MetricsLog(path: folder.metrics, keeping: 0) }
    do {
      while options.steps.map({ step < $0 }) ?? true {
        try PendingSignal.check()
        guard let batch = try feed.nextBatch(size: options.batch) else { break }
        try report(try advance(batch))
        if let every = options.saveEvery, step % every == 0 { try save() }
      }
      if step == 0 {
        throw TrainingError("the data hold nothing that \(runner.objective.name) can learn from (no pair)")
      }
      try finish()
      return .finished
    } catch let signal as PendingSignal {
      aa_forget_pending_signal()
      // What the model learned before the first step is nothing; there is nothing to save.
      do { if step > 0 { try save() } } catch is PendingSignal { aa_forget_pending_signal() }
      return .stopped(signal: signal.number, step: step)
    }
  }

  private func advance(_ batch: Batch) throws -> StepReport {
    let result = try runner.run(batch, backward: true)
    guard result.loss.isFinite else {
      throw TrainingError("step \(step + 1): the loss is not a number: lower --lr or set --clip")
    }
    let rate = options.learningRate.at(step: step, of: options.steps)
    let norm = options.optimizer.apply(step: step + 1, learningRate: rate, to: parameters)
    guard norm.isFinite else {
      throw TrainingError("step \(step + 1): the gradient is not a number: lower --lr")
    }
    step += 1
    tokens += result.rows
    position = feed.position
    epochs = feed.epochsDone
    var line = JSONLine()
    line.add("step", step)
    line.add("loss", result.loss)
    line.add("grad_norm", norm)
    line.add("learning_rate", rate)
    if let epochs { line.add("epoch", epochs) }
    line.add("num_tokens", tokens)
    for entry in result.metrics.entries where entry.name != "loss" {
      line.add(entry.name, entry.sum / entry.weight)
    }
    try log?.append(line.text)
    if let heldOut, let every = options.evalEvery, step % every == 0 { try measure(heldOut) }
    return StepReport(
      step: step, steps: options.steps, loss: result.loss, metrics: result.metrics, learningRate: rate,
      gradientNorm: norm, rows: result.rows, queries: result.queries)
  }

  private func measure(_ heldOut: HeldOut) throws {
    var line = JSONLine()
    line.add("step", step)
    for entry in try heldOut.measure(runner).entries {
      line.add("eval_" + entry.name, entry.sum / entry.weight)
    }
    try log?.append(line.text)
  }

  /// Writes `checkpoint-<step>`; a signal that arrives meanwhile is thrown once the checkpoint is whole.
  private func save() throws {
    try log?.sync()
    var late: PendingSignal?
    while true {
      do {
        try folder.writeCheckpoint(step) { path in
          try ModelFolder.save(config: config, parameters: parameters, to: path)
          try OptimizerFile.save(parameters, to: path + "/optimizer.safetensors")
          try write(companionsTo: path)
          let state = RunState(
            step: step, position: position, tokens: tokens, metricsBytes: log?.bytes ?? 0,
            options: fingerprint)
          try Files.write(Array(state.json.utf8), to: path + "/aa_state.json")
        }
        break
      } catch let signal as PendingSignal {
        late = signal
        aa_forget_pending_signal()
      }
    }
    if let limit = options.saveLimit { try folder.prune(keeping: limit) }
    if let late { throw late }
  }

  private func finish() throws {
    try log?.sync()
    try ModelFolder.save(config: config, parameters: parameters, to: folder.path)
    try write(companionsTo: folder.path)
  }

  private func write(companionsTo path: String) throws {
    for (name, bytes) in companions { try Files.write(bytes, to: path + "/" + name) }
    let state = TrainerState.json(
      step: step, steps: options.steps, epochs: epochs, batch: options.batch, tokens: tokens,
      saveEvery: options.saveEvery ?? 0, log: log?.lines ?? [])
    try Files.write(Array(state.utf8), to: path + "/trainer_state.json")
  }
}
