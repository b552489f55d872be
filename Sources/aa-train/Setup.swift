import ByteStreams
import CSupport
import CommandLineTool
import Kernels
import Models
import Objectives
import ShardFormat
import TokenTrees
import Training

/// Everything a run needs, made from the options: data, model, objective.
final class Setup {
  private let command: Train
  private let source: ShardGroups
  private let streamed: Bool
  private let objective: any Objective
  private let config: ModelConfig
  private let parameters: ParameterArena
  private let threads: Int
  /// For the model's folder, so that others can use it.
  private let tokenizerFiles: [(name: String, bytes: [UInt8])]
  private var learning: RunOptions { command.run_ }

  init(_ command: Train) throws {
    self.command = command
    threads = command.threads ?? Int(aa_available_cpus())
    let paths = command.inputs.isEmpty ? ["-"] : command.inputs
    streamed = paths.contains("-")
    source = ShardGroups(paths.map { path in { try Streams.input(path, expecting: "packed shards") } })
    let learning = command.run_
    switch learning.objective {
    case .sft: objective = SupervisedFineTuning()
    case .dpo: objective = DirectPreference(beta: learning.beta)
    case .cpo: objective = ContrastivePreference(beta: learning.beta, alpha: learning.regularisation ?? 1)
    case .reward: objective = BradleyTerry(regularisation: learning.regularisation ?? 0)
    }
    let layout = try source.start()
    tokenizerFiles = layout.tokenizerFiles
    if let folder = command.model.folder {
      try TokenizerFile.check(folder: folder, against: layout.cbor)
      (config, parameters) = try StartingModel.fromFolder(
        folder, scoreHead: objective.needs.scores, seed: learning.seed)
      guard config.vocabulary >= layout.size else {
        throw Failure(
          "\(folder): config.json: vocab_size \(config.vocabulary) is less than the data's \(layout.size) tokens"
        )
      }
    } else {
      var config = command.model.config(vocabulary: layout.size)
      config.scoreHead = objective.needs.scores
      config.bosToken = Int(layout.id(.bos))
      config.eosToken = Int(layout.id(.eos))
      config.maxPositions = max(config.maxPositions, command.microBatchTokens)
      self.config = config
      parameters = try ParameterArena(config: config, seed: learning.seed)
    }
  }

  func train(started: Double) throws -> Outcome {
    let folder = RunFolder(command.output ?? ".")
    if command.overwrite { try folder.clear() }
    if !command.resume, try folder.isUsed() {
      throw Failure(
        "\(folder.path): holds a run already: go on with --resume, or replace it with --overwrite")
    }
    let feed = try DataFeed(
      source: source, needs: objective.needs,
      options: DataFeed.Options(
        seed: learning.seed, epochs: epochs, held: !streamed, memoryLimit: command.dataMemory << 20))
    let trainer = try makeTrainer(feed, folder)
    if command.resume, try trainer.resume(), !command.quiet {
      Tool.warn("aa-train: \(folder.path): going on after step \(trainer.step)")
    }
    let display = RunDisplay(
      quiet: command.quiet, arithmetic: Arithmetic(config), productSpeed: productSpeed(),
      logEvery: command.logEvery, programStarted: started, firstStep: trainer.step)
    let ending = try trainer.run { display.show($0) }
    display.clear()
    let summary = RunSummary(display, trainer: trainer, threads: threads, feed: feed)
    switch ending {
    case .finished:
      try Files.write(Array(summary.json.utf8), to: folder.path + "/run.json")
      if !command.quiet { Tool.warn("aa-train: \(folder.path): \(summary.line)") }
      return .done
    case .stopped(let signal, let step):
      if !command.quiet {
        let kept = step > 0 ? "checkpoint-\(step) is saved; go on with --resume" : "nothing was learned yet"
        Tool.warn("aa-train: \(folder.path): stopped by signal \(signal) after step \(step): \(kept)")
      }
      return .done
    }
  }

  /// What `--plan` prints: bytes by purpose, one a line.
  func printPlan() throws {
    let plan = try memoryPlan(training: true)
    var rows = [
      ("parameters", plan.parameters), ("gradients", plan.gradients), ("moments", plan.moments),
      ("activations", plan.activations), ("head_tiles", plan.headTiles), ("scratch", plan.scratch),
    ]
    var total = plan.total
    if usesLiveReference {
      let reference = try memoryPlan(training: false).total
      rows.append(("reference", reference))
      total += reference
    }
    rows.append(("total", total))
    let out = try Streams.textOutput("-")
    for (name, bytes) in rows { try out.write("\(name)\t\(bytes)\n") }
    try out.commit()
    if !command.quiet {
      Tool.warn(
        "aa-train: \(parameters.count) parameters; \(fixed(Double(total) / 0x1p20, 1)) MiB with micro-batches of "
          + "\(command.microBatchTokens) tokens on \(threads) threads, the data beside it")
    }
  }

  private var usesLiveReference: Bool { objective.needs.reference && learning.reference == .initial }

  private func memoryPlan(training: Bool) throws -> MemoryPlan {
    let queries = objective.needs.logProbabilities ? command.microBatchTokens : 0
    let scores = objective.needs.scores ? command.microBatchTokens : 0
    return try MemoryPlan(
      config: config, maxTokens: command.microBatchTokens, maxQueries: queries, maxScores: scores,
      threads: threads, recompute: training && command.recompute, training: training)
  }

  /// Files are read again for `--steps`; standard input is one pass unless more are asked for.
  private var epochs: Int? {
    learning.epochs ?? (learning.steps != nil && !streamed ? nil : 1)
  }

  private var peakRate: Double { learning.lr ?? (command.model.folder == nil ? 1e-3 : 1e-5) }

  private func makeTrainer(_ feed: DataFeed, _ folder: RunFolder) throws -> Trainer {
    let start = ModelFolder.digest(parameters)
    let runner = try BatchRunner(
      config: config, parameters: parameters, objective: objective, reference: try reference(start),
      microBatchTokens: command.microBatchTokens, threads: threads, recompute: command.recompute)
    var steps = learning.steps
    if let epochs, let known = try feed.steps(batch: learning.batch, epochs: epochs) {
      steps = min(steps ?? known, known)
    }
    let (beta1, beta2) = try learning.adamBetas()
    let options = Trainer.Options(
      batch: learning.batch, steps: steps,
      learningRate: LearningRate(peak: peakRate, warmup: learning.warmup, shape: learning.schedule),
      optimizer: Optimizer(
        adam: AdamW(
          beta1: beta1, beta2: beta2, epsilon: Float(learning.epsilon),
          weightDecay: Float(learning.weightDecay)),
        clip: learning.clip > 0 ? learning.clip : nil),
      saveEvery: command.saveEvery, saveLimit: command.saveTotalLimit,
      evalEvery: command.heldOut == nil ? nil : command.evalEvery)
    let heldOut = try command.heldOut.map { path in
      try HeldOut(
        source: ShardGroups([{ try Streams.input(path, expecting: "a held-out shard") }]),
        needs: objective.needs)
    }
    return Trainer(
      runner: runner, config: config, parameters: parameters, feed: feed, folder: folder, options: options,
      fingerprint: fingerprint(start, steps: steps),
      companions: [(TokenizerFile.name, TokenizerFile.bytes(source.tokenizer))] + tokenizerFiles,
      heldOut: heldOut)
  }

  private func reference(_ start: Digest) throws -> BatchRunner.Reference {
    guard objective.needs.reference else { return .none }
    if learning.reference == .initial {
      return .live(try StartingModel.frozenCopy(of: parameters, config))
    }
    guard let key = source.referenceModel else {
      throw Failure(
        "the data carry no reference log-probabilities, which dpo needs: write them with `aa-eval logprobs --model "
          + "STARTING-MODEL`, or use --reference initial")
    }
    if learning.reference == .stored, key != start {
      throw Failure(
        "the reference log-probabilities are those of model \(key.hex.prefix(12)), training starts from "
          + "\(start.hex.prefix(12)): write them again with `aa-eval logprobs`, or say --reference foreign")
    }
    return .stored
  }

  /// Every option that changes the weights.
  private func fingerprint(_ start: Digest, steps: Int?) -> [RunState.RunOption] {
    let l = learning
    return [
      .init("--objective", l.objective.rawValue), .init("--reference", l.reference.rawValue),
      .init("--beta", "\(l.beta)"), .init("--regularisation", l.regularisation.map { "\($0)" } ?? "default"),
      .init("--lr", "\(peakRate)"), .init("--betas", l.betas), .init("--epsilon", "\(l.epsilon)"),
      .init("--weight-decay", "\(l.weightDecay)"), .init("--warmup", "\(l.warmup)"),
      .init("--schedule", l.schedule.rawValue),
      .init("--steps", steps.map { "\($0)" } ?? "until the data end"),
      .init("--epochs", epochs.map { "\($0)" } ?? "as steps need"), .init("--batch", "\(l.batch)"),
      .init("--clip", "\(l.clip)"), .init("--seed", "\(l.seed)"),
      .init("--micro-batch-tokens", "\(command.microBatchTokens)"),
      .init("--eval-every", command.heldOut == nil ? "none" : "\(command.evalEvery)"),
      .init("starting weights", String(start.hex.prefix(16))),
      .init("arithmetic", MatrixProduct.provider),
    ]
  }

  /// The ceiling for the share of GEMM speed; not worth its tenth of a second when nobody looks.
  private func productSpeed() -> Double { command.quiet ? 0 : MatrixProduct.measuredPeak(threads: threads) }
}
