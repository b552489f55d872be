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

  init(options: Convert) {
    self.options = options
    workers = MediaWorkerPool(limits: options.limits.workerLimits)
  }

  /// A reader downstream learns why the stream ends; a file is not left behind at all.
  func abort(_ reason: String) throws {
    if writesToPipe { try writer?.abort(reason: reason) }
  }

  func convert() throws -> Outcome {
    defer {
      workers.close()
      fetched?.close()
    }
    let sink = try Streams.binaryOutput(options.output)
    writesToPipe = options.output == "-"
    let progress = Progress(quiet: options.quiet)
    let conversion = try plan()
    let writer = try ShardWriter(
      sink: sink, meta: conversion.meta(version: toolkitVersion, options: provenance))
    self.writer = writer
    // What a file holds need not be kept elsewhere, should it be needed again.
    if sink.canBeRead { writer.onBlobStored = conversion.preparation.prepared.isWritten }

    var records = 0
    var losses = 0
    var seen: Set<Digest> = []
    try conversion.run { result in
      switch result {
      case .failed(let message):
        guard options.skipBad else {
          throw Failure(message + " (--skip-bad passes over such rows)")
        }
        losses += 1
        progress.clear()
        Tool.warn("aa-convert: skipped: \(message)")
      case .record(let converted):
        for medium in converted.media {
          if !writer.holds(medium.digest) {
            let bytes = try conversion.bytes(of: medium, reading: sink.read)
            try writer.add(blob: medium.digest, bytes: bytes, facts: medium.facts)
          }
          if seen.insert(medium.digest).inserted { writer.count("blobs.by_kind", key: medium.kind.rawValue) }
        }
        try writer.add(record: converted.bytes)
        writer.count("records.by_modality", key: converted.modality)
        writer.count("records.by_source", key: converted.source)
        writer.count("records.by_licence", key: converted.licence ?? "unknown")
        for criterion in converted.criteria { writer.count("judgements.by_criterion", key: criterion) }
        records += 1
        // Whoever reads downstream starts at once. The frames behind the first end where the records say.
        if records == 1 { try writer.flush() }
        if records == 1 || records % 64 == 0 { try sink.flush() }
        progress.show(
          "aa-convert: \(records) records, \(Int(Double(records) / max(progress.elapsed, 0.001)))/s")
      }
    }
    for fault in conversion.faults {
      losses += 1
      progress.clear()
      Tool.warn("aa-convert: skipped: \(fault)")
    }
    try writer.finish()
    try sink.commit()
    progress.clear()
    if !options.quiet {
      let seconds = Double(Int(progress.elapsed * 10)) / 10
      Tool.warn(
        "aa-convert: \(records) records, \(seen.count) media, \(losses) skipped, \(seconds) s")
    }
    return losses > 0 ? .doneWithLoss : .done
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
    all["adapter"] = options.adapter.split(separator: "/").last.map { String($0) }
    all["split"] = options.split
    all["fetch"] = options.addresses.fetch
    if options.skipBad { all["skip-bad"] = "true" }
    if options.followLinks { all["follow-links"] = "true" }
    return all
  }
}

extension ArchiveError {
  /// True when --skip-bad could do without what is refused.
  fileprivate var isPassable: Bool { member != nil && reason != .missing }
}
