import ByteStreams
import Models
import TokenTrees

/// Draws responses from a causal model.
///
/// Any number of threads may ask at once: each has a sequence of its own, computed on its thread alone, so an answer
/// depends on nothing but the question.
public final class ResponseSampler: @unchecked Sendable {
  public struct Response: Sendable, Equatable {
    /// The end included where it came.
    public var tokens: [UInt32]
    /// Whether the limit of tokens, or the model's context, ended it.
    public var isCut: Bool
  }

  public let config: ModelConfig
  public let vocabulary: ResponseVocabulary
  /// Only read.
  private let parameters: ParameterArena
  /// Sequences that nobody uses at this moment.
  private let idle = Guarded<[Sequence]>([])

  /// A sequence is one thread's while it is out of `idle`.
  private struct Sequence: @unchecked Sendable {
    let state: GenerationState
  }

  /// - Throws: wrongModel.
  public init(config: ModelConfig, parameters: ParameterArena, vocabulary: ResponseVocabulary)
    throws(GenerationError)
  {
    guard !config.scoreHead else {
      throw GenerationError(
        .wrongModel, "is a reward model and has no language-model head: give a causal model")
    }
    guard config.vocabulary >= vocabulary.layout.size else {
      throw GenerationError(
        .wrongModel,
        "config.json: vocab_size \(config.vocabulary) is less than the vocabulary's \(vocabulary.layout.size) tokens"
      )
    }
    self.config = config
    self.parameters = parameters
    self.vocabulary = vocabulary
  }

  /// `options.candidates` responses to a prompt; each is a pure function of the model, the prompt, the form, the options,
  /// the record's digest and the candidate's number.
  /// - Throws: `GenerationError` promptTooLong, noRoom, badLogits; `ModelError` when there is no memory;
  ///   `PendingSignal`.
  public func responses(
    to prompt: [UInt32], record: Digest, form: ResponseForm, options: SamplingOptions
  ) throws -> [Response] {
    let room = config.maxPositions - prompt.count
    guard room > 0 else {
      throw GenerationError(
        .promptTooLong,
        "the prompt has \(prompt.count) tokens, and the model's context of \(config.maxPositions) leaves no room "
          + "for a response")
    }
    let budget = min(options.maxTokens, room)
    let grammar = try ResponseGrammar(vocabulary, form: form, budget: budget)
    let sequence = try take(tokens: prompt.count + budget)
    defer { idle.withLock { $0.append(sequence) } }
    let state = sequence.state
    state.rewind(to: 0)
    let first = Array(try state.step(prompt.map { Int32($0) }))
    return try (0..<options.candidates).map { candidate in
      state.rewind(to: prompt.count)
      let random = ResponseRandom(seed: options.seed, record: record, candidate: candidate)
      return try first.withUnsafeBufferPointer {
        try respond(state, $0, grammar: grammar, options: options, random: random)
      }
    }
  }

  private func respond(
    _ state: GenerationState, _ first: UnsafeBufferPointer<Float>, grammar: ResponseGrammar,
    options: SamplingOptions, random: ResponseRandom
  ) throws -> Response {
    var grammar = grammar
    var logits = first
    var tokens: [UInt32] = []
    while true {
      try PendingSignal.check()
      let id = try options.choose(
        logits, allowed: grammar.allowed, place: random.uniform(tokens.count))
      tokens.append(UInt32(id))
      grammar.advance(id)
      if grammar.isOver { return Response(tokens: tokens, isCut: false) }
      if grammar.remaining == 0 { return Response(tokens: tokens, isCut: true) }
      logits = try state.step([Int32(id)])
    }
  }

  /// An idle sequence that is long enough, or a new one. Lengths are powers of two, so that few are ever made.
  private func take(tokens: Int) throws -> Sequence {
    let fitting = idle.withLock { idle in
      idle.firstIndex { $0.state.maxTokens >= tokens }.map { idle.remove(at: $0) }
    }
    if let fitting { return fitting }
    // One that is too short would never be taken again.
    idle.withLock { if !$0.isEmpty { $0.removeLast() } }
    var length = 1024
    while length < tokens { length *= 2 }
    return Sequence(
      state: try GenerationState(
        config: config, parameters: parameters, maxTokens: min(length, config.maxPositions), threads: 1))
  }
}
