import ArgumentParser
import CSupport

/// Which models score which shards.
struct ModelOptions: ParsableArguments {
  @Option(name: .customLong("model"), help: ArgumentHelp("Folder of the model.", valueName: "folder"))
  var folder: String

  @Option(help: ArgumentHelp("Folder of a reference model.", valueName: "folder"))
  var reference: String?

  @Option(help: ArgumentHelp("Scale of the reward when a reference is given.", valueName: "x"))
  var beta = 0.1

  @Option(help: ArgumentHelp("Tokens that one forward pass may hold.", valueName: "n"))
  var microBatchTokens = 4096

  @Argument(
    help: ArgumentHelp("Token or packed shards; - or nothing for standard input.", valueName: "shard"))
  var inputs: [String] = []

  func validate() throws {
    guard microBatchTokens > 0 else { throw ValidationError("--micro-batch-tokens must be at least 1") }
  }

  /// - Parameter threads: nil for all CPUs.
  func lines(threads: Int?) throws -> ScoreLines {
    try ScoreLines(
      inputs, model: folder, reference: reference, beta: beta, microBatchTokens: microBatchTokens,
      threads: max(1, threads ?? Int(aa_available_cpus())))
  }
}
