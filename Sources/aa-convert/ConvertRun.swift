import Archives
import ByteStreams
import CSupport
import CommandLineTool
import DatasetSources
import Media
import ShardFormat

/// One run of the program: from the options to the finished shard.
final class ConvertRun {
  private let options: Convert
  private var writer: ShardWriter?
  private var writesToPipe = false

  init(options: Convert) { self.options = options }

  /// A reader downstream learns why the stream ends; a file is not left behind at all.
  func abort(_ reason: String) throws {
    if writesToPipe { try writer?.abort(reason: reason) }
  }

  func convert() throws -> Outcome {
    // Before anything is read, so that an output that cannot be written is known at once.
    let earlier = options.resume ? try EarlierRun(of: options.output) : nil
    let sink = earlier == nil ? try Streams.binaryOutput(options.output) : nil
    writesToPipe = options.output == "-"
    let progress = Progress(quiet: options.quiet)
    let conversion = try plan()
    let meta = conversion.meta(version: toolkitVersion, options: provenance)
    if let earlier, try earlier.isFinished(meta) { return finished(earlier) }
    guard let output = try open(conversion, meta, sink, earlier) else { return .done }
    writer = output.writer

    var losses = earlier.map { $0.losses.count } ?? 0
    try conversion.run(options.part ?? .all, from: earlier?.rest.rows ?? 0) { result, rows in
      switch result {
      case .failed(let message):
        guard options.skipBad else {
          throw Failure(message + " (--skip-bad passes over such rows)")
        }
        losses += 1
        output.lost(message)
        list(message, progress)
      case .record(let converted):
        try output.add(converted)
        try output.done(rows: rows)
        progress.show(
          "aa-convert: \(output.records) records, \(Int(Double(output.records) / max(progress.elapsed, 0.001)))/s"
        )
      }
    }
    try output.finish()
    let faults = conversion.faults.map { "\($0)" }
    for fault in (earlier?.faults ?? []).filter({ !faults.contains($0) }) + faults {
      losses += 1
      list(fault, progress)
    }
    progress.clear()
    if !options.quiet {
      let seconds = Double(Int(progress.elapsed * 10)) / 10
      Tool.warn(
        "aa-convert: \(output.records) records, \(output.media) media, \(losses) skipped, \(seconds) s")
    }
    return losses > 0 ? .doneWithLoss : .done
  }

  private func list(_ loss: String, _ progress: Progress) {
    progress.clear()
    Tool.warn("aa-convert: skipped: \(loss)")
  }

  private func open(
    _ conversion: Conversion, _ meta: ShardMeta, _ sink: FileSink?, _ earlier: EarlierRun?
  ) throws -> ConversionOutput? {
    if let sink { return try ConversionOutput(conversion, meta: meta, to: sink) }
    guard let earlier else { return nil }
    try earlier.adopt(meta)
    let output = try ConversionOutput(conversion, meta: meta, resuming: earlier)
    if earlier.rest.rows > 0, !options.quiet {
      Tool.warn(
        "aa-convert: \(options.output): going on behind row \(earlier.rest.rows): \(output.records) records are there"
      )
    }
    // Whoever looks at this run alone sees all that the file lacks.
    for loss in earlier.losses { Tool.warn("aa-convert: skipped: \(loss)") }
    return output
  }

  private func finished(_ earlier: EarlierRun) -> Outcome {
    let losses = earlier.losses + earlier.faults
    for loss in losses { Tool.warn("aa-convert: skipped: \(loss)") }
    if !options.quiet { Tool.warn("aa-convert: \(options.output): is finished already; nothing to do") }
    return losses.isEmpty ? .done : .doneWithLoss
  }

  private func plan() throws -> Conversion {
    do { return try openedInputs() } catch let error as ArchiveError
      where !options.skipBad && error.isPassable
    {
      throw Failure("\(error) (--skip-bad passes over such members)")
    }
  }

  private func openedInputs() throws -> Conversion {
    let trust = MemberTrust(passesOverBad: options.skipBad, followsLinks: options.followLinks)
    let library = try AdapterLibrary.installed()
    let given = options.adapter == "auto" ? nil : try library.adapter(options.adapter)
    var inputs: [ConversionInput] = []
    for operand in options.inputs {
      for file in try RowFile.find(operand, trust: trust) {
        let input = try ConversionInput(file, adapter: given, library: library)
        if given == nil, !options.quiet {
          let columns = input.adapter.map { "the columns are those of \($0.name)" } ?? "the rows are records"
          Tool.warn("aa-convert: \(file.label): \(columns)")
        }
        inputs.append(input)
      }
    }
    let preparation = MediaPreparation(options.shape.normalisation)
    return Conversion(
      inputs: inputs, locator: try MediaLocator(roots: options.mediaRoot, trust: trust),
      preparation: preparation,
      recordPreparation: options.shape.media == nil ? nil : preparation,
      split: options.split,
      threads: options.j ?? Int(aa_available_cpus()))
  }

  /// Options that change the output, for META.
  private var provenance: [String: String] {
    var all = options.shape.provenance
    all["adapter"] = options.adapter.split(separator: "/").last.map { String($0) }
    all["split"] = options.split
    if options.skipBad { all["skip-bad"] = "true" }
    if options.followLinks { all["follow-links"] = "true" }
    all["part"] = options.part.map { "\($0)" }
    return all
  }
}

extension ArchiveError {
  /// True when --skip-bad could do without what is refused.
  fileprivate var isPassable: Bool { member != nil && reason != .missing }
}
