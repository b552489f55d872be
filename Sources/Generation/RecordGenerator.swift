import ByteStreams
import Media
import MediaTokenization
import PreferenceRecords
import ShardFormat
import TokenTrees

/// Answers records: prompt to tokens, tokens to responses, responses to candidates of a new record.
public struct RecordGenerator: Sendable {
  /// What responses are made of.
  public enum Form: Sendable, Equatable {
    /// The same as the record's own candidates.
    case likeCandidates
    case fixed(ResponseForm)
  }

  /// A record with new candidates.
  public struct Answer: Sendable {
    public var record: PreferenceRecord
    /// Media that the record refers to: those of the prompt first, then the new ones.
    public var media: [Blob]
    /// New candidates, the tokens drawn for them, and how many of them the limit cut.
    public var responses = 0
    public var tokens = 0
    public var cut = 0
  }

  private let sampler: ResponseSampler
  private let tokenizer: RecordTokenizer
  private let reading: ResponseReading
  private let codecs: MediaCodecSet
  private let processing: any MediaProcessing
  private let limits: MediaLimits
  private let options: SamplingOptions
  private let form: Form
  private let author: String
  private let keepsCandidates: Bool

  /// - Parameters:
  ///   - tokenizer: that of the sampler's vocabulary.
  ///   - author: of the new candidates.
  ///   - processing: who decodes the prompts' media.
  ///   - keepsCandidates: put the new candidates behind the old ones, so that judgements go on naming the old ones;
  ///     otherwise old candidates go, and everything that was said of them.
  public init(
    sampler: ResponseSampler, tokenizer: RecordTokenizer, options: SamplingOptions, form: Form,
    author: String, keepsCandidates: Bool, processing: any MediaProcessing,
    limits: MediaLimits = MediaLimits()
  ) {
    self.processing = processing
    self.limits = limits
    self.sampler = sampler
    self.tokenizer = tokenizer
    self.options = options
    self.form = form
    self.author = author
    self.keepsCandidates = keepsCandidates
    reading = ResponseReading(sampler.vocabulary)
    codecs = MediaCodecSet(tokenizer.layout.media)
  }

  /// - Throws: `GenerationError`; `ModelError`, `MediaError` and `PendingSignal` as the parts do.
  public func answer(_ prompt: PromptStream.Prompt) throws -> Answer {
    let form =
      switch form {
      case .likeCandidates: ResponseForm(like: prompt.record.candidates)
      case .fixed(let form): form
      }
    let responses = try sampler.responses(
      to: try tokens(prompt), record: prompt.digest, form: form, options: options)
    var answer = Answer(record: prompt.record, media: prompt.media)
    if !keepsCandidates {
      answer.record.candidates = []
      answer.record.judgements = []
      answer.record.critiques = []
      answer.record.refinements = []
    }
    for response in responses {
      let (parts, files) = try reading.read(response.tokens)
      var facts = options.facts
      facts["finish"] = response.isCut ? "length" : "end"
      answer.record.candidates.append(Candidate(parts: parts, author: author, sampling: facts))
      answer.media += files
      answer.responses += 1
      answer.tokens += response.tokens.count
      if response.isCut { answer.cut += 1 }
    }
    return answer
  }

  /// The prompt as training had it, up to where the assistant answers.
  private func tokens(_ prompt: PromptStream.Prompt) throws -> [UInt32] {
    var bare = prompt.record
    bare.candidates = []
    return try tokenizer.group(bare, digest: prompt.digest, texts: tokenizer.texts(bare)) { _, reference in
      guard let kind = MediaKind(rawValue: reference.kind),
        let blob = prompt.media.first(where: { $0.digest == reference.digest })
      else {
        throw GenerationError(.badMedium, "a medium of unknown kind '\(reference.kind)'")
      }
      do {
        let medium = try processing.decoded(
          blob.bytes, kind: kind, span: reference.span, codecs.normalisation, limits: limits)
        return try codecs.encode(medium)
      } catch let error where error is MediaError || error is MediaTokenError {
        throw GenerationError(.badMedium, "\(reference.kind) \(reference.digest): \(error)")
      }
    }.tokens
  }
}
