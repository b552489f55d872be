import ArgumentParser
import ByteStreams
import CSupport
import CommandLineTool
import Training

@main
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-train",
    abstract: "Train a transformer on token trees: supervised, by preferences, or as a reward model.",
    discussion: """
      Reads token or packed shards (files, or standard input) and leaves a Hugging Face folder: config.json, \
      model.safetensors, the tokenizer's files and the description of the vocabulary (aa_tokenizer.cbor), metrics.jsonl with one line a step under \
      TRL's names, trainer_state.json, and run.json with the run's timing. Files are shuffled anew in every epoch; \
      standard input is used in the order in which it arrives, so that the first step need not wait for the last record.

      The same data, options and seed give the same bits, whatever -j is. A run that was killed goes on with --resume \
      from its newest checkpoint and ends with the bits it would have had. SIGTERM saves a checkpoint and exits 0.

      Example:
        aa-convert raw/ | aa-tokenize | aa-pack -o train.aas
        aa-train --objective cpo --preset tiny --epochs 3 --save-every 200 -o model train.aas
        aa-eval score --model model heldout.aas -o scores.jsonl

      DPO from that model:
        aa-eval logprobs --model model train.aas -o train-ref.aas
        aa-train --objective dpo --model model --epochs 1 -o model-dpo train-ref.aas

      Exit codes: 0 done (or stopped by SIGTERM with its state saved), 1 failed, 64 used wrongly.
      """,
    version: toolkitVersion)

  @OptionGroup(title: "Model") var model: ModelOptions
  @OptionGroup(title: "Learning") var run_: RunOptions

  @Option(help: "Tokens that one forward and backward pass may hold; sets memory, not results.")
  var microBatchTokens = 2048
  @Flag(help: "Compute activations again in the backward pass: less memory, a third more arithmetic.")
  var recompute = false
  @Option(
    name: .customShort("j", allowingJoined: true),
    help: "Threads (default: available CPUs). The weights do not depend on it.")
  var threads: Int?
  @Option(name: .customShort("o"), help: ArgumentHelp("Folder to write.", valueName: "folder"))
  var output: String?
  @Flag(help: "Go on from the newest checkpoint in the folder; start at the beginning when there is none.")
  var resume = false
  @Flag(help: "Replace an earlier run in the folder.")
  var overwrite = false
  @Option(help: "Steps between checkpoints (default: none but when stopped).")
  var saveEvery: Int?
  @Option(help: "Keep only this many newest checkpoints.")
  var saveTotalLimit: Int?
  @Option(name: .customLong("eval"), help: "Measure this held-out shard during the run.")
  var heldOut: String?
  @Option(help: "Steps between measurements of the held-out shard.")
  var evalEvery = 100
  @Option(help: "Steps between lines on standard error (default: one every five seconds).")
  var logEvery: Int?
  @Option(help: "MiB of tokens that may be kept in memory.")
  var dataMemory = 2048
  @Flag(help: "Print how much memory the run will take, and stop.")
  var plan = false
  @Flag(name: .shortAndLong, help: "No messages but errors.")
  var quiet = false
  @Argument(help: "Token or packed shards; - or nothing for standard input.")
  var inputs: [String] = []

  func validate() throws {
    if output == nil && !plan { throw ValidationError("give the folder to write with -o (or --plan)") }
    for (name, value) in [
      ("--micro-batch-tokens", microBatchTokens), ("-j", threads ?? 1), ("--save-every", saveEvery ?? 1),
      ("--save-total-limit", saveTotalLimit ?? 1), ("--eval-every", evalEvery),
      ("--log-every", logEvery ?? 1),
      ("--data-memory", dataMemory),
    ] where value < 1 {
      throw ValidationError("\(name) must be at least 1")
    }
    if resume && overwrite { throw ValidationError("give --resume or --overwrite, not both") }
  }

  func run() throws {
    let started = aa_monotonic_seconds()
    try Tool.run("aa-train") {
      let setup = try Setup(self)
      if plan {
        try setup.printPlan()
        return .done
      }
      return try setup.train(started: started)
    }
  }
}
