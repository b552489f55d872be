import ByteStreams
import CommandLineTool
import Models
import TokenTrees
import Training

/// Token shards and the models that read them.
struct CandidateStream {
  let source: ShardGroups

  /// - Parameter inputs: paths; empty for standard input.
  init(_ inputs: [String]) {
    let paths = inputs.isEmpty ? ["-"] : inputs
    source = ShardGroups(paths.map { path in { try Streams.input(path, expecting: "token shards") } })
  }

  /// Loads a model after checking that it was trained on this vocabulary.
  func reader(_ folder: String, microBatchTokens: Int, threads: Int) throws -> CandidateReader {
    let layout = try source.start()
    try TokenizerFile.check(folder: folder, against: layout.cbor)
    let model = try ModelFolder.load(folder)
    guard model.config.vocabulary >= layout.size else {
      throw Failure(
        "\(folder): config.json: vocab_size \(model.config.vocabulary) is less than the data's \(layout.size) tokens"
      )
    }
    return try CandidateReader(
      config: model.config, parameters: model.parameters, microBatchTokens: microBatchTokens, threads: threads
    )
  }
}
