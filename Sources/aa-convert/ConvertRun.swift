import Archives
import ByteStreams
import CSupport
import CommandLineTool
import DatasetSources
import Media
import MediaCommandLine
import MediaFetching
import MediaWorkers
import ShardFormat

/// One run of the program: from the options to the finished shard.
final class ConvertRun {
  private let options: Convert
  private var writer: ShardWriter?
  private var writesToPipe = false
  private let workers: MediaWorkerPool
  /// Nil when nothing may be fetched.
  private var fetched: FetchedMedia?

  private let display: ConversionDisplay

  init(options: Convert) {
    self.options = options
    workers = MediaWorkerPool(limits: options.limits.workerLimits)
    display = ConversionDisplay(isQuiet: options.quiet)
  }

  /// A reader downstream learns why the stream ends; a file is not left behind at all.
  func abort(_ reason: String) throws {
    if writesToPipe { try writer?.abort(reason: reason) }
  }

  func convert() throws -> Outcome {
    defer { close() }
    Tool.keepFreedBlocks()
    // Before anything is read, so that an output that cannot be written is known at once.
    let earlier = options.resume ? try EarlierRun(of: options.output) : nil
    let sink = earlier == nil ? try Streams.binaryOutput(options.output) : nil
    writesToPipe = options.output == "-"
    let conversion = try plan()
    let meta = conversion.meta(version: toolkitVersion, options: provenance)
    if let earlier, try earlier.isFinished(meta) { return finished(earlier) }
    guard let output = try open(conversion, meta, sink, earlier) else { return .done }
    writer = output.writer

    try conversion.run(options.part ?? .all, from: earlier?.rest.rows ?? 0) { result, position in
      switch result {
      case .failed(let loss):
        guard options.skipBad else {
          throw Failure(loss.message + " (--skip-bad passes over such rows)")
        }
        output.lost(loss)
        display.list(loss)
      case .record(let converted):
        try output.add(converted)
        try output.done(rows: position.rows)
        display.show(output, conversion, at: position)
      }
    }
    try output.finish()
    let faults = conversion.faults.map { "\($0)" }
    for fault in (earlier?.faults ?? []).filter({ !faults.contains($0) }) + faults {
      display.list(archiveFault: fault)
    }
    display.finish(records: output.records, media: output.media)
    return display.hasLosses ? .doneWithLoss : .done
  }

  /// Ends the processes that work for this one.
  private func close() {
    workers.close()
    fetched?.close()
  }

  private func open(
    _ conversion: Conversion, _ meta: ShardMeta, _ sink: FileSink?, _ earlier: EarlierRun?
  ) throws -> ConversionOutput? {
    if let sink { return try ConversionOutput(conversion, meta: meta, to: sink) }
    guard let earlier else { return nil }
    try earlier.adopt(meta)
    let output = try ConversionOutput(conversion, meta: meta, resuming: earlier)
    if earlier.rest.rows > 0 {
      display.say(
        "\(options.output): going on behind row \(earlier.rest.rows): \(output.records) records are there")
    }
    earlier.losses.forEach(display.list)
    return output
  }

  private func finished(_ earlier: EarlierRun) -> Outcome {
    earlier.losses.forEach(display.list)
    earlier.faults.forEach(display.list(archiveFault:))
    display.say("\(options.output): is finished already; nothing to do")
    return display.hasLosses ? .doneWithLoss : .done
  }

  /// Shows what would come out.
  func dryRun() throws -> Outcome {
    defer { close() }
    let dryRun = DryRun(
      rows: options.rows, skipBad: options.skipBad, choosesAdapter: options.adapter == "auto")
    return try dryRun.run(try plan())
  }

  /// Shows how one row is read. Media are probed, not normalised.
  func explain(row: Int) throws -> Outcome {
    defer { close() }
    var conversion = try plan()
    conversion.preparation = MediaPreparation(nil, by: workers, limits: options.limits.mediaLimits)
    return try RowExplaining.print(row: row, of: conversion)
  }

  private func plan() throws -> Conversion {
    do { return try openedInputs() } catch let error as ArchiveError
      where !options.skipBad && error.isPassable
    {
      throw Failure("\(error) (--skip-bad passes over such members)")
    }
  }

  private func openedInputs() throws -> Conversion {
    let quiet = options.quiet
    let trust = MemberTrust(
      passesOverBad: options.skipBad, followsLinks: options.followLinks, limits: options.archives.limits,
      tell: { if !quiet { Tool.warn("aa-convert: \($0)") } })
    let library = try AdapterLibrary.installed()
    let given = options.adapter == "auto" ? nil : try library.adapter(options.adapter)
    var inputs: [ConversionInput] = []
    for operand in SplitFile.firstPieces(of: options.inputs) {
      for file in try RowFile.find(operand, trust: trust) {
        let isShown = options.dryRun || options.explain != nil
        let input = try ConversionInput(file, adapter: given, library: library, isShown: isShown)
        if given == nil {
          let columns =
            input.adapter.map {
              "the columns are those of \($0.name): \(input.recognisedBy.joined(separator: ", "))"
            } ?? "the rows are records"
          display.say("\(file.label): \(columns)")
        }
        inputs.append(input)
      }
    }
    let limits = options.limits.mediaLimits
    fetched = try options.addresses.rules(bytes: limits.bytes).map {
      FetchedMedia($0, cache: options.addresses.fetchCache)
    }
    let preparation = MediaPreparation(options.shape.normalisation, by: workers, limits: limits)
    return Conversion(
      inputs: inputs, locator: try MediaLocator(roots: options.mediaRoot, trust: trust, remote: fetched),
      preparation: preparation,
      recordPreparation: options.shape.media == nil
        ? MediaPreparation(nil, by: workers, limits: limits, prepared: preparation.prepared) : preparation,
      split: options.split,
      threads: options.j ?? Int(aa_available_cpus()))
  }

  /// Options that change the output, for META.
  private var provenance: [String: String] {
    var all = options.shape.provenance
    for limits in [options.limits.provenance, options.archives.provenance] {
      all.merge(limits) { first, _ in first }
    }
    all["adapter"] = options.adapter.split(separator: "/").last.map { String($0) }
    all["split"] = options.split
    all["fetch"] = options.addresses.fetch
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
