import ArgumentParser
import ByteStreams
import CommandLineTool
import MediaCommandLine
import MediaWorkers
import Reports

@main
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "aa-report",
    abstract: "Write one HTML page about an evaluation, and print its numbers.",
    discussion: """
      The page holds everything it shows and loads nothing: accuracy by modality with intervals, beside a control with the \
      media exchanged between records; training curves; pairs to look at and listen to, as they came and as their tokens \
      give them back; where it all comes from. What is not given is left out. The same inputs give the same bytes.

      Example:
        aa-report --results results.json --control results-shuffled.json --metrics model/metrics.jsonl --records \
      heldout-records.aas --tokens heldout.aas --scores scores.jsonl --quality quality.json -o report.html

      The numbers go to standard output; with -o - the page goes there, and the numbers to standard error.

      Exit codes: 0 done; 1 failed; 64 wrong usage.
      """,
    version: toolkitVersion)

  @Option(help: ArgumentHelp("results.json of aa-eval report.", valueName: "file"))
  var results: String

  @Option(help: ArgumentHelp("The same for the held-out set with its media exchanged.", valueName: "file"))
  var control: String?

  @Option(help: ArgumentHelp("metrics.jsonl of aa-train: curves.", valueName: "file"))
  var metrics: String?

  @Option(help: ArgumentHelp("Held-out records with their media: pairs to look at.", valueName: "shard"))
  var records: String?

  @Option(help: ArgumentHelp("Held-out tokens: media as the model gets them.", valueName: "shard"))
  var tokens: String?

  @Option(
    help: ArgumentHelp(
      "scores.jsonl that the results were computed from: the model's choices.", valueName: "file"))
  var scores: String?

  @Option(help: ArgumentHelp("Output of aa-tokenize quality --json.", valueName: "file"))
  var quality: String?

  @Option(help: ArgumentHelp("Pairs of each modality to show.", valueName: "n"))
  var samples = 2

  @Option(help: ArgumentHelp("Title of the page.", valueName: "words"))
  var title: String?

  @Option(name: .shortAndLong, help: ArgumentHelp("Page to write; - for standard output.", valueName: "file"))
  var output = "-"

  @OptionGroup(title: "Limits of media") var limits: MediaWorkerOptions

  @Flag(name: .shortAndLong, help: "Do not print the numbers.")
  var quiet = false

  func validate() throws {
    guard (0...100).contains(samples) else { throw ValidationError("--samples must lie between 0 and 100") }
    let piped = [results, control, metrics, records, tokens, scores, quality].filter { $0 == "-" }
    guard piped.count < 2 else { throw ValidationError("only one input can be standard input (-)") }
  }

  func run() throws {
    try Tool.run("aa-report") {
      let workers = MediaWorkerPool(limits: limits.limits)
      defer { workers.close() }
      func open(_ path: String?, _ what: String) throws -> FileSource? {
        try path.map { try Streams.input($0, expecting: what) }
      }
      var inputs = ReportInputs(
        results: try Streams.input(results, expecting: "results.json"),
        generator: "aa-report \(toolkitVersion)", processing: workers)
      inputs.control = try open(control, "results.json")
      inputs.metrics = try open(metrics, "metrics.jsonl")
      inputs.records = try open(records, "records")
      inputs.tokens = try open(tokens, "tokens")
      inputs.scores = try open(scores, "scores.jsonl")
      inputs.quality = try open(quality, "quality.json")
      inputs.samplesPerModality = samples
      if let title { inputs.title = title }
      let report = try Report(reading: inputs)
      let page = try Streams.textOutput(output)
      try page.write(report.html())
      if !quiet {
        if output == "-" {
          for line in report.table { Tool.warn(line) }
        } else {
          let sink = try Streams.textOutput("-")
          for line in report.table { try sink.write(line + "\n") }
          try sink.commit()
        }
      }
      // The page appears once everything else has gone well.
      try page.commit()
      return .done
    }
  }
}
