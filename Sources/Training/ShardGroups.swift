import ByteStreams
import ShardFormat
import TokenTrees

/// The groups of token or packed shards, file after file, in the order of their bins.
public final class ShardGroups: GroupSource {
  private let open: [() throws -> any ByteSource]
  private var next_ = 0
  private var reader: TokenStreamReader?
  private var bin: ArraySlice<TokenGroup> = []
  private var tokenizerOfFirst: (name: String, hash: Digest)?
  public private(set) var layout: VocabularyLayout?
  public private(set) var meta: ShardMeta?
  /// The weights that made the reference log-probabilities seen so far; nil when there are none.
  public private(set) var referenceModel: Digest?

  /// - Parameter inputs: opened one after the other, each when its turn comes.
  public init(_ inputs: [() throws -> any ByteSource]) { open = inputs }

  public var tokenizer: CBOR? { layout?.cbor }

  /// Reads until the vocabulary is known; the first group stays to be read.
  /// - Throws: TrainingError when there is no group at all.
  public func start() throws -> VocabularyLayout {
    if bin.isEmpty, let first = try next() { bin = [first] + bin }
    guard let layout else {
      throw TrainingError("the input holds no token group: is it the output of aa-tokenize or aa-pack?")
    }
    return layout
  }

  public func next() throws -> TokenGroup? {
    while bin.isEmpty {
      if reader == nil {
        guard next_ < open.count else { return nil }
        reader = TokenStreamReader(source: try open[next_]())
        next_ += 1
      }
      guard let groups = try reader?.nextBin() else {
        reader = nil
        continue
      }
      try adopt()
      bin = groups[...]
    }
    return bin.popFirst()
  }

  private func adopt() throws {
    guard let reader, let now = reader.layout else { return }
    if let layout, layout != now {
      throw TrainingError("the inputs have different tokenizers: tokenize them with the same options")
    }
    layout = now
    meta = reader.meta
    if let model = reader.referenceModel {
      if let referenceModel, referenceModel != model {
        throw TrainingError(
          "the inputs carry reference log-probabilities of different models (\(referenceModel.hex.prefix(12)), "
            + "\(model.hex.prefix(12))): write them again with `aa-eval logprobs`")
      }
      referenceModel = model
    }
  }
}
