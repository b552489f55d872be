import ByteStreams
import CommandLineTool
import Generation
import MediaCommandLine
import MediaWorkers
import Models
import OrderedPipeline
import PreferenceRecords
import ShardFormat
import TokenTrees
import Training

/// One run: prompts in, records with new candidates out, in the order of the prompts.
final class GenerationRun {
  private let command: Generate
  private let progress: Progress
  private var sink: FileSink?
  private var writer: ShardWriter?
  private var records = 0
  private var responses = 0
  private var tokens = 0
  private var cut = 0
  private var leftOut = 0

  private enum Result: Sendable {
    case answer(RecordGenerator.Answer)
    /// Why a prompt has none: place, what, why.
    case none(String)
  }

  init(_ command: Generate) {
    self.command = command
    progress = Progress(quiet: command.quiet)
  }

  /// Tells whoever reads our output that it will not be whole; a file in work is removed.
  func abort(_ reason: String) throws {
    // Dying of a signal ends nothing else: what was written aside goes with its sink.
    defer { (writer, sink) = (nil, nil) }
    if let writer {
      try writer.abort(reason: reason)
    } else if let sink {
      try ShardWriter(sink: sink, meta: ShardMeta(profile: .records)).abort(reason: reason)
    }
    if command.output == "-" { try sink?.commit() }
  }

  func run() throws -> Outcome {
    let workers = MediaWorkerPool(limits: command.limits.workerLimits)
    defer { workers.close() }
    let sink = try Streams.binaryOutput(command.output)
    self.sink = sink
    let model = try ModelFolder.load(command.folder)
    let layout = try vocabulary()
    let tokenizer = try RecordTokenizer(layout: layout)
    let digest = ModelFolder.digest(model.parameters)
    let generator = RecordGenerator(
      sampler: try sampler(model, ResponseVocabulary(tokenizer)),
      tokenizer: tokenizer, options: command.sampling, form: try command.form(),
      author: command.author ?? "model-\(digest.hex.prefix(12))", keepsCandidates: command.keep,
      processing: workers, limits: command.limits.mediaLimits)
    let paths = command.inputs.isEmpty ? ["-"] : command.inputs
    let prompts = PromptStream(
      paths.map { path in { try Streams.input(path, expecting: "a stream of records") } },
      keepsCandidates: command.keep, limit: command.limit,
      onMeta: { [self] meta in try begin(meta, model: digest, sink) })
    try OrderedMap.run(
      threads: command.threads, window: 0, next: { try prompts.next() },
      transform: { prompt in
        do { return Result.answer(try generator.answer(prompt)) } catch let error
          as GenerationError where error.isOfOneRecord
        { return Result.none("\(prompt.place): \(error)") }
      }, consume: { [self] result in try take(result) })
    try writer?.finish()
    try sink.commit()
    progress.clear()
    if !command.quiet { Tool.warn(closingLine) }
    return leftOut > 0 ? .doneWithLoss : .done
  }

  /// What the model's folder says, or a token shard where it says nothing.
  private func vocabulary() throws -> VocabularyLayout {
    if let path = command.tokens {
      let reader = TokenStreamReader(source: try Streams.input(path, expecting: "a token shard"))
      guard let layout = try reader.start() else {
        throw Failure("\(path): holds no vocabulary: give what aa-tokenize or aa-pack wrote")
      }
      try TokenizerFile.check(folder: command.folder, against: layout.cbor)
      return layout
    }
    guard let layout = try TokenizerFile.layout(folder: command.folder) else {
      throw Failure(
        "\(command.folder): has no \(TokenizerFile.name), so what its tokens mean is not known: give a token shard that "
          + "it was trained on with --tokens")
    }
    return layout
  }

  private func sampler(
    _ model: (config: ModelConfig, parameters: ParameterArena), _ vocabulary: ResponseVocabulary
  ) throws -> ResponseSampler {
    do {
      return try ResponseSampler(
        config: model.config, parameters: model.parameters, vocabulary: vocabulary)
    } catch {
      throw Failure("\(command.folder): \(error)")
    }
  }

  /// The first member's META goes on; what later members add to it is not known when it is written.
  private func begin(_ meta: ShardMeta, model: Digest, _ sink: FileSink) throws {
    guard writer == nil else { return }
    var meta = meta
    meta.chain.append(
      ToolStep(name: "aa-generate", version: toolkitVersion, options: provenance(model)))
    writer = try ShardWriter(sink: sink, meta: meta)
    try sink.flush()
  }

  /// Options that change the output, for META.
  private func provenance(_ model: Digest) -> [String: String] {
    var all = [
      "model": model.hex, "candidates": "\(command.candidates)", "temperature": "\(command.temperature)",
      "top-k": "\(command.topK)", "top-p": "\(command.topP)", "max-tokens": "\(command.maxTokens)",
      "seed": "\(command.seed)",
    ]
    all["modality"] = command.modality
    all["author"] = command.author
    all["limit"] = command.limit.map { "\($0)" }
    if command.keep { all["keep"] = "true" }
    if command.skipBad { all["skip-bad"] = "true" }
    all.merge(command.limits.provenance) { first, _ in first }
    return all
  }

  private func take(_ result: Result) throws {
    switch result {
    case .none(let why):
      guard command.skipBad else { throw Failure(why + " (--skip-bad passes over such prompts)") }
      leftOut += 1
      progress.clear()
      Tool.warn("aa-generate: skipped: \(why)")
    case .answer(let answer):
      try write(answer)
      records += 1
      responses += answer.responses
      tokens += answer.tokens
      cut += answer.cut
      // A reader behind a pipe shall not wait for the last answer.
      if records & (records - 1) == 0 || records % 64 == 0 {
        try writer?.flush()
        try sink?.flush()
      }
      progress.show("aa-generate: \(records) prompts, \(responses) responses, \(speed)")
    }
  }

  private func write(_ answer: RecordGenerator.Answer) throws {
    guard let writer else { return }
    for blob in answer.media { try writer.add(blob: blob.digest, bytes: blob.bytes, facts: blob.facts) }
    try writer.add(record: answer.record.encoded())
    writer.count("records.by_modality", key: answer.record.modality)
    writer.count("records.by_source", key: answer.record.source.name)
    writer.count("records.by_licence", key: answer.record.licence ?? "unknown")
    for judgement in answer.record.judgements {
      writer.count("judgements.by_criterion", key: judgement.criterion)
    }
  }

  private var speed: String { "\(Int(Double(tokens) / max(progress.elapsed, 0.001))) tokens/s" }

  private var closingLine: String {
    var line = "aa-generate: \(records) prompts, \(responses) responses, \(tokens) tokens, \(speed)"
    if cut > 0 { line += ", \(cut) responses cut at the limit of tokens" }
    if leftOut > 0 { line += ", \(leftOut) prompts passed over" }
    return line
  }
}
