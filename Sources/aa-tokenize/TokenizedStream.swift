import ByteStreams
import CommandLineTool
import Media
import MediaCommandLine
import MediaTokenization
import MediaWorkers
import OrderedPipeline
import PreferenceRecords
import ShardFormat
import TextTokenization
import TokenTrees

/// One run of aa-tokenize: decoding and encoding in parallel, groups out in the order of the records.
final class TokenizedStream {
  private let command: Run
  private let progress: Progress
  private var sink: FileSink?
  private var writer: TokenStreamWriter?
  private var sources: [CBOR] = []
  private var chain: [ToolStep]?
  /// Codes of every distinct medium: some hundred bytes each.
  private var codes: [RecordSource.MediumKey: [UInt32]] = [:]
  private var unusable: Set<RecordSource.MediumKey> = []
  private var kept: [Result] = []
  private var groups = 0
  private var tokens = 0
  private var leftOut = 0
  private var cutSounds = 0
  private var cutRecords = 0
  private var withSpecialTokens = 0
  private var withoutOpening = 0
  private var withTextsLeftOut = 0
  /// Where trees are printed instead of written.
  private var view: TreeView?

  /// What a worker made of a record.
  struct Result: Sendable {
    var record: PreferenceRecord
    var digest: Digest
    var place: String
    var texts: TokenizedTexts
    /// Why its texts could not become tokens.
    var failure: String?
    var media: [Coded]
  }
  struct Coded: Sendable {
    var key: RecordSource.MediumKey
    var codes: [UInt32]
    /// Why it could not be coded.
    var failure: String?
    var wasCut = false
  }

  init(command: Run) {
    self.command = command
    // Trees on a terminal would run into the line.
    progress = Progress(quiet: command.quiet || command.show)
  }

  /// Tells whoever reads our output that it will not be whole.
  func abort(_ reason: String) throws {
    if command.show {
      // Trees are text: what has been shown stays, and the error says the rest.
    } else if let writer {
      try writer.abort(reason: reason)
    } else if let sink {
      try ShardWriter(sink: sink, meta: ShardMeta(profile: .tokens)).abort(reason: reason)
    }
    if command.output == "-" { try sink?.commit() }
  }

  func run() throws -> Outcome {
    let workers = MediaWorkerPool(limits: command.limits.workerLimits)
    defer { workers.close() }
    let layout = VocabularyLayout(text: try command.text.load(), media: command.codec.parameters())
    let tokenizer = try RecordTokenizer(layout: layout)
    tellNotes(tokenizer)
    let sink =
      command.show ? try Streams.textOutput(command.output) : try Streams.binaryOutput(command.output)
    self.sink = sink
    if command.show { view = TreeView(tokenizer, coloured: command.isColoured(sink)) }
    let preparation = MediaPreparation(
      codecs: MediaCodecSet(layout.media), processing: workers, limits: command.limits.mediaLimits)
    let source = RecordSource(command.inputs)
    source.onMeta = { [self] meta in try begin(meta, layout, sink) }
    try OrderedMap.run(
      threads: command.threads, window: 64, next: { try source.next() },
      transform: { job in
        try Self.prepare(job, tokenizer, preparation)
      }, consume: { [self] result in try take(result, tokenizer) })
    if let seed = command.shuffleMedia { try writeShuffled(seed, tokenizer) }
    try writer?.finish()
    try sink.commit()
    progress.clear()
    if !command.quiet { Tool.warn(summary(tokenizer)) }
    return leftOut > 0 ? .doneWithLoss : .done
  }

  /// What the tokenizer's folder asks for that is not done.
  private func tellNotes(_ tokenizer: RecordTokenizer) {
    guard !command.quiet, let path = command.text.tokenizer else { return }
    for note in tokenizer.notes { Tool.warn("aa-tokenize: \(path): \(note)") }
  }

  private func summary(_ tokenizer: RecordTokenizer) -> String {
    var line =
      "aa-tokenize: \(groups) groups, \(tokens) tokens, vocabulary of \(tokenizer.layout.size), \(codes.count) media"
    if cutRecords > 0 {
      line += ", \(cutRecords) records cut on the \(command.truncate.rawValue) (--truncate)"
    }
    if withSpecialTokens > 0 {
      line += ", \(withSpecialTokens) records with special tokens in their texts (--refuse-special)"
    }
    if cutSounds > 0 {
      line += ", \(cutSounds) sounds cut to \(command.codec.audioSeconds) s (--audio-seconds)"
    }
    if withoutOpening > 0 {
      line += ", \(withoutOpening) prompts end before what the template opens an answer with"
    }
    if withTextsLeftOut > 0 {
      line += ", \(withTextsLeftOut) records of which the template writes not all texts"
    }
    if leftOut > 0 { line += ", \(leftOut) records left out" }
    return line
  }

  /// The first member's META goes on; what later members add to it is not known when it is written.
  private func begin(_ meta: ShardMeta, _ layout: VocabularyLayout, _ sink: FileSink) throws {
    guard writer == nil, view == nil else { return }
    var options = command.codec.chainOptions
    options["tokenizer"] = layout.hash.hex
    if let seed = command.shuffleMedia { options["shuffle-media"] = "\(seed)" }
    if let limit = command.maxTokens {
      options["max-tokens"] = "\(limit)"
      if command.truncate != .drop { options["truncate"] = command.truncate.rawValue }
    }
    if command.skipBad { options["skip-bad"] = "true" }
    options.merge(command.limits.provenance) { first, _ in first }
    var tokensMeta = meta
    tokensMeta.chain.append(ToolStep(name: "aa-tokenize", version: toolkitVersion, options: options))
    writer = try TokenStreamWriter(sink: sink, meta: tokensMeta, layout: layout)
  }

  private static func prepare(
    _ job: RecordSource.Job, _ tokenizer: RecordTokenizer, _ preparation: MediaPreparation
  ) throws -> Result {
    var result = Result(
      record: job.record, digest: job.digest, place: job.place, texts: .parts([]),
      media: try job.media.map { try Self.code($0, preparation) })
    do {
      result.texts = try tokenizer.texts(job.record)
    } catch {
      // Nothing is read there: what fails is the record's.
      result.failure = "\(error)"
      if case ChatError.template(let error) = error, error.kind == .date {
        result.failure?.append(" (--chat-date)")
      }
    }
    return result
  }

  private static func code(_ medium: RecordSource.Medium, _ preparation: MediaPreparation) throws -> Coded {
    do {
      let media = try preparation.prepare(medium.bytes, kind: medium.kind, span: medium.span)
      var coded = Coded(key: medium.key, codes: try preparation.codecs.encode(media))
      if case .audio(let sound) = media {
        coded.wasCut = sound.frames > preparation.codecs.sound.parameters.longest
      }
      return coded
    } catch let error where error is MediaError || error is MediaTokenError {
      return Coded(
        key: medium.key, codes: [], failure: "\(medium.kind.rawValue) \(medium.key.digest): \(error)")
    }
  }

  private func take(_ result: Result, _ tokenizer: RecordTokenizer) throws {
    for medium in result.media {
      if let failure = medium.failure {
        guard command.skipBad else {
          throw Failure("\(result.place): \(failure); use --skip-bad to leave such records out")
        }
        Tool.warn("aa-tokenize: \(result.place): \(failure)")
        unusable.insert(medium.key)
      } else {
        codes[medium.key] = medium.codes
        if medium.wasCut {
          cutSounds += 1
          writer?.shard.count("media.cut", key: "audio")
        }
      }
    }
    if let failure = result.failure {
      guard command.skipBad else {
        throw Failure("\(result.place): \(failure); use --skip-bad to leave such records out")
      }
      leaveOut(result, failure)
      return
    }
    if case .conversation(let conversation) = result.texts {
      if conversation.specialTokensInTexts > 0 { withSpecialTokens += 1 }
      if conversation.promptIsShared { withoutOpening += 1 }
      if conversation.textsLeftOut > 0 { withTextsLeftOut += 1 }
    }
    if let bad = result.record.media.first(where: { unusable.contains(RecordSource.MediumKey($0)) }) {
      leaveOut(result, "left out because of \(bad.kind) \(bad.digest)")
      return
    }
    if command.shuffleMedia != nil {
      var bare = result
      bare.media = []
      kept.append(bare)
      return
    }
    try write(result, tokenizer) { _, reference in codes[RecordSource.MediumKey(reference)] ?? [] }
    // A reader behind a pipe shall have its first groups at once.
    if groups & (groups - 1) == 0, groups >= 64 { try sink?.flush() }
    progress.show("aa-tokenize: \(groups) groups, \(tokens) tokens")
  }

  private func leaveOut(_ result: Result, _ why: String) {
    leftOut += 1
    Tool.warn("aa-tokenize: \(result.place): \(why)")
  }

  private func write(
    _ result: Result, _ tokenizer: RecordTokenizer, codes: (Int, MediaReference) throws -> [UInt32]
  ) throws {
    var group = try tokenizer.group(result.record, digest: result.digest, texts: result.texts, codes: codes)
    if let limit = command.maxTokens, group.tokens.count > limit {
      guard let cut = group.cut(to: limit, command.truncate, bos: tokenizer.layout.id(.bos)) else {
        writer?.shard.count("tokens.dropped", key: "max-tokens")
        leaveOut(result, "\(group.tokens.count) tokens, more than --max-tokens \(limit): left out")
        return
      }
      group = cut
      cutRecords += 1
      writer?.shard.count("tokens.cut", key: command.truncate.rawValue)
    }
    groups += 1
    tokens += group.tokens.count
    if let view {
      try sink?.write(view.text(of: group, result.record))
    } else {
      try writer?.add(group)
    }
  }

  /// Writes the records that were held back, each with the media of others.
  private func writeShuffled(_ seed: UInt64, _ tokenizer: RecordTokenizer) throws {
    let (donors, alone) = MediaShuffle.donors(
      kept.map { MediaShuffle.Record(modality: $0.record.modality, places: Self.places($0.record)) },
      seed: seed)
    for (index, result) in kept.enumerated() {
      try write(result, tokenizer) { medium, _ in
        codes[RecordSource.MediumKey(kept[donors[index][medium]].record.media[medium])] ?? []
      }
    }
    if alone > 0 {
      Tool.warn("aa-tokenize: \(alone) records found no partner to exchange media with and kept their own")
    }
  }

  private static func places(_ record: PreferenceRecord) -> [MediaShuffle.Place] {
    let branches = [record.prompt.flatMap(\.parts)] + record.candidates.map(\.parts)
    return branches.enumerated().flatMap { branch, parts in
      parts.compactMap {
        if case .media(let reference) = $0 { return MediaShuffle.Place(kind: reference.kind, branch: branch) }
        return nil
      }
    }
  }
}
