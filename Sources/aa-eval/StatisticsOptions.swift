import ArgumentParser
import CSupport
import Evaluation

/// Options of every subcommand that prints numbers.
struct StatisticsOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Resamples for the intervals.", valueName: "n"))
  var bootstrap = 1000

  @Option(help: ArgumentHelp("Seed of the resampling.", valueName: "s"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Groups: modality, input, output; separated by commas.", valueName: "keys"))
  var by = "modality"

  @Option(
    help: ArgumentHelp(
      "Fail when an accuracy is lower: micro=0.7, macro=0.6 or a modality as in ti2t=0.5; may be given again.",
      valueName: "key=x"))
  var failUnder: [String] = []

  @Option(
    name: .customShort("j", allowingJoined: true),
    help: ArgumentHelp("Threads; all CPUs unless given. Results do not depend on it.", valueName: "n"))
  var threads: Int?

  func evaluationOptions() throws -> EvaluationOptions {
    guard (1...1_000_000).contains(bootstrap) else {
      throw ValidationError("--bootstrap must lie between 1 and 1000000")
    }
    var options = EvaluationOptions()
    options.replicates = bootstrap
    options.seed = seed
    options.threads = max(1, threads ?? Int(aa_available_cpus()))
    options.groupings = try by.split(separator: ",").map { name in
      guard let grouping = EvaluationOptions.Grouping(rawValue: String(name)) else {
        throw ValidationError("--by knows modality, input and output, not '\(name)'")
      }
      return grouping
    }
    return options
  }

  /// The lowest accuracy that passes, by key, in the order given.
  func thresholds() throws -> [(key: String, low: Double)] {
    try failUnder.map { text in
      let parts = text.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, let low = Double(parts[1]), low >= 0, low <= 1 else {
        throw ValidationError("--fail-under wants KEY=NUMBER such as micro=0.7, not '\(text)'")
      }
      return (String(parts[0]), low)
    }
  }
}
