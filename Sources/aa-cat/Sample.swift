import ArgumentParser
import ByteStreams
import CommandLineTool
import ShardEditing
import ShardFormat
import TokenTrees

/// `aa-cat sample`.
struct Sample: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Copy a random part of the records, the same one for the same seed.",
    discussion: """
      A record is chosen by a hash of its own SHA-256 and the seed: where it stands and what else is in the data does \
      not matter, and a larger sample contains the smaller one. --fraction takes each record with that probability, \
      in one pass, also from a pipe. -n takes exactly so many (the smallest hashes; all, when there are fewer) and \
      reads twice; a pipe is kept in a temporary file (TMPDIR) meanwhile. All inputs together are one population.

      Example:
        aa-cat sample --fraction 0.01 --seed 1 train.aas -o few.aas
        aa-convert raw | aa-cat sample -n 100 | aa-cat head

      Exit codes: 0 done; 1 failed; 64 wrong usage.
      """)

  @Option(help: "Decides which ones.")
  var seed: UInt64 = 0
  @Option(name: .customShort("n", allowingJoined: true), help: "How many records (of token shards: groups).")
  var count: Int?
  @Option(help: "Share of the records, 0 to 1.")
  var fraction: Double?

  @OptionGroup var codec: CodecOptions
  @Option(name: .shortAndLong, help: ArgumentHelp("Output; '-' is standard output.", valueName: "file"))
  var output = "-"
  @Flag(name: .shortAndLong, help: "No summary.")
  var quiet = false
  @Argument(help: "Shard files; '-' or nothing is standard input.")
  var files: [String] = []

  func validate() throws {
    guard (count == nil) != (fraction == nil) else { throw ValidationError("give -n or --fraction") }
    if let fraction, !(0...1).contains(fraction) {
      throw ValidationError("--fraction must be between 0 and 1")
    }
    if let count, count < 0 { throw ValidationError("-n must not be negative") }
  }

  func run() throws {
    let run = EditRun(verb: "sample", output: output)
    try Tool.run("aa-cat", onFailure: run.abort) {
      let inputs = files.isEmpty ? ["-"] : files
      let edit: ShardEdit
      if let fraction {
        edit = try run.run(
          inputs.map { file in { try Streams.input(file) } }, options: options(["fraction": "\(fraction)"]),
          routing: FractionSample(fraction: fraction, seed: seed), quiet: quiet)
      } else {
        let stored = try inputs.map { try StoredInput($0) }
        let count = count ?? 0
        let choice = CountedSample(count: count, seed: seed)
        for input in stored { try Self.consider(input, choice) }
        edit = try run.run(
          stored.map { input in { try input.source() } }, options: options(["n": "\(count)"]),
          routing: choice, quiet: quiet)
      }
      if !quiet {
        EditRun.tellPlans(edit)
        let kept = edit.kept.first ?? 0
        Tool.warn("aa-cat: sample: \(kept) of \(kept + edit.leftOut) kept")
      }
      return .done
    }
  }

  private func options(_ own: [String: String]) -> ShardEdit.Options {
    ShardEdit.Options(
      step: .verb("sample", own.merging(["seed": "\(seed)"]) { $1 }.merging(codec.named) { $1 }),
      codec: codec.codec)
  }

  /// The first pass: verifies the input, too, so that nothing is written of a bad one.
  private static func consider(_ input: StoredInput, _ choice: CountedSample) throws {
    let reader = ShardReader(source: try input.source(), options: ShardReaderOptions(keepBlobs: false))
    while let frame = try reader.nextFrame() {
      switch frame {
      case .records(let items, _): for item in items { choice.consider(item.digest) }
      case .tokens(let block, _):
        for record in try TokenFrameCoding.records(block) { choice.consider(record) }
      default: break
      }
    }
  }
}
