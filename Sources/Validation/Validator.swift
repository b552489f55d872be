import ByteStreams
import Media
import OrderedPipeline
import PreferenceRecords
import ShardFormat

/// Streams a shard through the checks. Findings and output come in the order of the stream, whatever the thread count.
///
/// Memory: the blob window (media that a coming record may name), a digest for each distinct medium, and the items in
/// flight.
public final class Validator {
  private let reader: ShardReader
  private let options: ValidationOptions
  private let processing: any MediaProcessing
  private let output: (any ValidationOutput)?
  private let checks: [any Check]
  private var held: HeldMedia
  private var submitted: Set<Digest> = []
  private var verdicts: [Digest: MediaVerdict] = [:]
  private var flips = FlipTally()
  public private(set) var summary = ValidationSummary()

  /// - Parameters:
  ///   - processing: who decodes media.
  ///   - output: where good records go; nil when nothing is passed on.
  public init(
    source: any ByteSource, by processing: any MediaProcessing,
    options: ValidationOptions = ValidationOptions(), output: (any ValidationOutput)? = nil
  ) {
    reader = ShardReader(source: source, options: ShardReaderOptions(keepBlobs: false))
    self.options = options
    self.processing = processing
    self.output = output
    checks = CheckRegistry.recordChecks.filter { options.runs($0.id) }
    held = HeldMedia(keepsBytes: output != nil)
  }

  /// Runs to the end of the stream.
  /// - Parameter report: gets every finding in order.
  /// - Throws: `ShardError` when the stream cannot be read on (after reporting it), what output and source throw.
  public func run(report: @escaping (Finding) throws -> Void) throws {
    let note = { (finding: Finding) throws in
      self.summary.add(finding)
      try report(finding)
    }
    let look: MediaVerdict.Look =
      options.runs(Decodes.identifier)
      ? .decoding : options.runs(PlainPicture.identifier) ? .headers : .glance
    let (limits, processing) = (options.limits, processing)
    do {
      try OrderedMap.run(
        threads: options.threads, next: { try self.nextItem() },
        transform: { item in
          try InspectedItem(item, look, by: processing, limits: limits)
        },
        consume: { try self.consume($0, note) })
    } catch let error as ShardError {
      try note(Finding(error))
      throw error
    }
    if options.runs(RatingsAgree.identifier), let finding = flips.finding { try note(finding) }
  }

  /// On the caller's thread: the next item, with each medium marked new or seen.
  private func nextItem() throws -> (item: ShardItem, isNew: Bool, window: Int)? {
    guard let item = try reader.next() else { return nil }
    var isNew = false
    if case .blob(let blob) = item { isNew = submitted.insert(blob.digest).inserted }
    return (item, isNew, reader.preamble?.blobWindow ?? 0)
  }

  private func consume(_ inspected: InspectedItem, _ note: (Finding) throws -> Void) throws {
    switch inspected.item {
    case .meta(let meta):
      held.removeAll(window: inspected.window)
      try output?.begin(meta)
    case .blob(let blob):
      if let verdict = inspected.verdict {
        verdicts[blob.digest] = verdict
        summary.media += 1
      }
      held.add(blob)
    case .record(let item): try consume(item, inspected.record, note)
    case .tokens(_, let frame), .plan(_, let frame), .other(let frame): try output?.add(frame)
    case .end: try output?.end()
    }
  }

  private func consume(
    _ item: RecordItem, _ record: Result<PreferenceRecord, RecordError>?, _ note: (Finding) throws -> Void
  ) throws {
    summary.records += 1
    var isBad = false
    func find(_ check: String, _ severity: Severity, _ place: String, _ message: String) throws {
      isBad = isBad || options.isBad(severity)
      try note(
        Finding(
          check: check, severity: severity, record: item.digest.hex, ordinal: item.ordinal, place: place,
          message: message))
    }
    switch record {
    case .success(let record):
      var media: [Digest: MediaVerdict] = [:]
      for reference in record.media where held.holds(reference.digest) {
        media[reference.digest] = verdicts[reference.digest]
      }
      let subject = Subject(record: record, media: media)
      flips.add(subject)
      for check in checks {
        for problem in check.problems(subject) {
          try find(check.id, problem.severity ?? check.severity, record.source.locator, problem.message)
        }
      }
      if !isBad, let output { try output.add(record, item, media: held) }
    case .failure(let error):
      // A record that is none is bad whatever was skipped: no later stage can read it.
      try find(RequiredFields.identifier, .error, reader.name, "\(error)")
    case nil: break
    }
    if isBad { summary.badRecords += 1 }
  }
}

/// An item with the work that needs no order already done.
struct InspectedItem: Sendable {
  var item: ShardItem
  var window: Int
  /// Of a medium that is seen for the first time.
  var verdict: MediaVerdict?
  var record: Result<PreferenceRecord, RecordError>?

  init(
    _ input: (item: ShardItem, isNew: Bool, window: Int), _ look: MediaVerdict.Look,
    by processing: any MediaProcessing, limits: MediaLimits
  ) throws {
    item = input.item
    window = input.window
    switch input.item {
    case .blob(let blob) where input.isNew:
      verdict = try MediaVerdict(blob, look, by: processing, limits: limits)
    case .record(let item):
      record = Result { () throws(RecordError) in try PreferenceRecord(decoding: item.bytes) }
    default: break
    }
  }
}
