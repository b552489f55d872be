import ByteStreams
import CommandLineTool
import JSON
import MediaWorkers
import ShardFormat
import Validation

/// One run: source, filter, findings and summary tied together.
final class ValidationRun {
  private let input: String
  /// Where good records go; nil without a filter.
  private let output: String?
  /// Where findings go; nil when they are only listed on standard error.
  private let findings: String?
  private let summaryPath: String?
  private let quiet: Bool
  private let options: ValidationOptions
  private let workerLimits: MediaWorkerLimits
  private var filtered: FilteredShard?
  private var sink: FileSink?

  init(
    input: String, output: String?, findings: String?, summary: String?, quiet: Bool,
    options: ValidationOptions, workerLimits: MediaWorkerLimits
  ) {
    self.input = input
    self.output = output
    self.findings = findings
    summaryPath = summary
    self.quiet = quiet
    self.options = options
    self.workerLimits = workerLimits
  }

  func run() throws -> Outcome {
    let workers = MediaWorkerPool(limits: workerLimits)
    defer { workers.close() }
    let source = try Streams.input(input)
    if let output {
      let sink = try Streams.binaryOutput(output)
      self.sink = sink
      filtered = FilteredShard(sink: sink, step: step)
    }
    let findingsSink = try findings.map { try Streams.textOutput($0) }
    let validator = Validator(source: source, by: workers, options: options, output: filtered)
    let progress = Progress(quiet: quiet)
    let listsDropped = output != nil && findings == nil && !quiet
    var failure: (any Error)?
    do {
      try validator.run { finding in
        try findingsSink?.write(finding.jsonLine)
        if listsDropped, finding.ordinal != nil {
          progress.clear()
          Tool.warn("aa-validate: \(finding.line)")
        }
        progress.show("aa-validate: \(validator.summary.records) records")
      }
    } catch let error as ShardError {
      failure = error
    }
    progress.clear()
    // What was found up to a cut is kept: it is the report that was asked for.
    try findingsSink?.commit()
    let summary = validator.summary
    if let summaryPath {
      try Files.write(
        summary.json.serialised(JSONValue.Style(sortedKeys: true, indent: 2)) + [10], to: summaryPath)
    }
    if let failure { throw failure }
    try sink?.commit()
    if !quiet { Tool.warn("aa-validate: \(summary.line)") }
    if output != nil { return summary.badRecords > 0 || summary.errors > 0 ? .doneWithLoss : .done }
    if summary.badRecords > 0 || summary.errors > 0 {
      throw Failure(
        "\(source.name): \(summary.errors) errors in \(summary.badRecords) records; --filter leaves bad records out"
      )
    }
    return .done
  }

  /// Ends a half-written stream with the reason, so that the next program in the pipe fails too.
  func abort(reason: String) throws {
    guard output == "-" else { return }
    try filtered?.abort(reason: reason)
  }

  /// How META names this stage: with the choices that decide which records pass.
  private var step: ToolStep {
    var named: [String: String] = ["profile": options.profile.rawValue]
    if !options.skip.isEmpty { named["skip"] = options.skip.sorted().joined(separator: ",") }
    if !options.only.isEmpty { named["only"] = options.only.sorted().joined(separator: ",") }
    return ToolStep(name: "aa-validate", version: toolkitVersion, options: named)
  }
}
