import ByteStreams
import CommandLineTool
import JSON
import OrderedPipeline
import TextTokenization

/// One run of `aa-tokenize train`: counts pieces on several threads, then merges pairs.
struct VocabularyTraining {
  let command: Train

  func run() throws {
    // Tables that have been outgrown go back to the system.
    Tool.returnLargeBlocks()
    let progress = Progress(quiet: command.quiet)
    let rule = try command.splitRule()
    let source: any TrainingText =
      command.text
      ? try FileText(command.inputs, wholeFiles: command.wholeFiles) : RecordText(command.inputs)
    var counts = try count(source, try rule.splitter(), progress)
    let (pieces, distinct) = (counts.pieces, counts.distinct)
    let trainer = BPETrainer(
      size: command.size, minFrequency: command.minFrequency, specialTokens: command.special)
    let vocabulary = try trainer.train(Self.take(&counts)) { tokens in
      try PendingSignal.check()
      progress.show("aa-tokenize: \(tokens) of \(command.size) tokens")
    }
    let sink = try Streams.textOutput(command.output)
    try sink.write(vocabulary.tokenizerFile(splitBy: rule))
    try sink.commit()
    progress.clear()
    try report(vocabulary, source, pieces: pieces, distinct: distinct)
  }

  private func count(
    _ source: any TrainingText, _ splitter: any TextSplitter, _ progress: Progress
  ) throws -> PieceCounts {
    var report = RunReport(unit: "pieces")
    var counts = PieceCounts(splitter: splitter)
    try OrderedMap.run(
      threads: command.threads, window: 0, next: { try source.next() },
      transform: { try $0.counts(splitter) },
      consume: { part in
        counts.add(part)
        report.done = Int(clamping: counts.pieces)
        report.bytes = source.bytes
        report.share = source.share
        report.seconds = progress.elapsed
        progress.show("aa-tokenize: \(report.line)")
      })
    return counts
  }

  /// Leaves nothing behind, so that training can let go of the counts.
  private static func take(_ counts: inout PieceCounts) -> PieceCounts {
    let taken = counts
    counts = PieceCounts(splitter: taken.splitter)
    return taken
  }

  private func report(
    _ vocabulary: TrainedVocabulary, _ source: any TrainingText, pieces: UInt64, distinct: Int
  ) throws {
    if command.json {
      let summary = JSONValue.object(
        JSONObject([
          ("tokens", JSONValue(vocabulary.size)), ("merges", JSONValue(vocabulary.merges.count)),
          ("special_tokens", JSONValue(vocabulary.specialTokens.count)),
          ("pieces", JSONValue(Int(clamping: pieces))), ("distinct_pieces", JSONValue(distinct)),
          ("bytes", JSONValue(source.bytes)),
          (command.text ? "files" : "records", JSONValue(source.count.number)),
        ]))
      let sink = try Streams.textOutput("-")
      try sink.write(summary.text() + "\n")
      try sink.commit()
    } else if !command.quiet {
      Tool.warn("aa-tokenize: \(vocabulary.size) tokens learned from \(source.extent)")
    }
  }
}
