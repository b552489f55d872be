import ArgumentParser
import ByteStreams
import CSupport
import CommandLineTool
import Models
import ShardFormat
import TokenTrees
import Training

/// `aa-eval logprobs`: the reference column that DPO needs.
struct LogProbabilities: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logprobs",
    abstract: "Write token shards again with each response token's log-probability under a model.",
    discussion: """
      The column is keyed by the hash of the model's weights, so that training refuses one that another model wrote. \
      DPO then needs no second model in memory.

      Example:
        aa-eval logprobs --model model train.aas -o train-ref.aas
        aa-train --objective dpo --model model -o model-dpo train-ref.aas

      Exit codes: 0 done, 1 failed, 64 used wrongly.
      """)

  @Option(name: .customLong("model"), help: "Folder of the causal model.")
  var folder: String
  @Option(name: .customShort("o"), help: "Shard to write; - for standard output.")
  var output = "-"
  @Option(help: "Tokens that one forward pass may hold.")
  var microBatchTokens = 4096
  @Option(name: .customShort("j", allowingJoined: true), help: "Threads (default: available CPUs).")
  var threads: Int?
  @Flag(name: .shortAndLong, help: "No messages but errors.")
  var quiet = false
  @Argument(help: "Token or packed shards; - or nothing for standard input.")
  var inputs: [String] = []

  func run() throws {
    var writer: TokenStreamWriter?
    try Tool.run("aa-eval", onFailure: { try writer?.abort(reason: $0) }) {
      let stream = CandidateStream(inputs)
      let layout = try stream.source.start()
      let reader = try stream.reader(
        folder, microBatchTokens: microBatchTokens, threads: threads ?? Int(aa_available_cpus()))
      guard !reader.config.scoreHead else {
        throw Failure("\(folder): is a reward model and gives no log-probabilities: give a causal model")
      }
      let sink = try Streams.binaryOutput(output)
      var meta = stream.source.meta ?? ShardMeta(profile: .tokens)
      meta.chain.append(
        ToolStep(
          name: "aa-eval logprobs", version: toolkitVersion, options: ["model": reader.digest.hex]))
      let out = try TokenStreamWriter(
        sink: sink, meta: meta, layout: layout, referenceModel: reader.digest)
      writer = out
      var count = 0
      try GroupWindow(tokens: 4 * microBatchTokens).forEach({ try stream.source.next() }) { window in
        for group in try reader.fillReference(window) { try out.add(group) }
        count += window.count
      }
      try out.finish()
      try sink.commit()
      if !quiet {
        Tool.warn("aa-eval: logprobs: \(count) groups under model \(reader.digest.hex.prefix(12))")
      }
      return .done
    }
  }
}
