import ByteStreams
import Evaluation
import Media
import PreferenceRecords

/// What a report is made of; everything but the results may be missing, and its section with it.
public struct ReportInputs {
  /// `results.json` of `aa-eval report`.
  public var results: any ByteSource
  /// The same for the held-out set with its media exchanged between records.
  public var control: (any ByteSource)?
  /// `metrics.jsonl` of `aa-train`.
  public var metrics: (any ByteSource)?
  /// The held-out records with their media.
  public var records: (any ByteSource)?
  /// The held-out tokens.
  public var tokens: (any ByteSource)?
  /// `scores.jsonl`, which `results` was computed from.
  public var scores: (any ByteSource)?
  /// What `aa-tokenize quality --json` printed.
  public var quality: (any ByteSource)?
  /// Pairs shown of each modality.
  public var samplesPerModality = 2
  public var title = "Agreement with human preferences"
  /// Name and version of the program, for the foot of the page.
  public var generator: String
  /// Who decodes the media that are shown.
  public var processing: any MediaProcessing

  public init(results: any ByteSource, generator: String, processing: any MediaProcessing) {
    self.results = results
    self.generator = generator
    self.processing = processing
  }
}

/// One HTML file about one evaluation. The same inputs give the same bytes: no clock, no host, no path.
public struct Report {
  private var title: String
  private var generator: String
  private var processing: any MediaProcessing
  private var results: Results
  private var control: Results?
  private var metrics: TrainingMetrics?
  private var reconstruction: Reconstruction?
  private var samples: [Sample] = []
  private var recordFacts: ShardFacts?
  private var tokenFacts: ShardFacts?

  /// Reads all inputs to their ends.
  /// - Throws: `ReportError`, `EvaluationError`, `ShardError`, `StreamError`, each one line that names the file.
  public init(reading inputs: ReportInputs) throws {
    title = inputs.title
    generator = inputs.generator
    processing = inputs.processing
    results = try Results(parsing: try inputs.results.readAll(limit: 1 << 28), file: inputs.results.name)
    if let source = inputs.control {
      control = try Results(parsing: try source.readAll(limit: 1 << 28), file: source.name)
    }
    if let source = inputs.metrics { metrics = try TrainingMetrics(reading: source) }
    if let source = inputs.quality {
      reconstruction = try Reconstruction(parsing: try source.readAll(limit: 1 << 28), file: source.name)
    }
    let scores = try inputs.scores.map { try Self.pairs($0, of: results, named: inputs.results.name) }
    guard let records = inputs.records, inputs.samplesPerModality > 0 else {
      recordFacts = try inputs.records.map { try SampleRecords(reading: $0, .records([])).facts }
      tokenFacts = try inputs.tokens.map { try SampleTokens(reading: $0, wanted: []).facts }
      return
    }
    let chosen = try Samples(
      records: records, tokens: inputs.tokens, scores: scores, perModality: inputs.samplesPerModality)
    samples = chosen.samples
    recordFacts = chosen.records.facts
    tokenFacts = chosen.tokens?.facts
  }

  /// The scored pairs.
  /// - Throws: `ReportError` when the results were computed from other scores.
  private static func pairs(
    _ source: any ByteSource, of results: Results, named file: String
  ) throws -> (pairs: [ScoredPair], file: String) {
    let bytes = try source.readAll()
    if let digest = results.scoresDigest, SHA256.hash(bytes).hex != digest {
      throw ReportError(
        file: source.name, what: "is not what \(file) was computed from",
        remedy: "run aa-eval report on it and give that results.json, or leave --scores out")
    }
    return (try ScoresReader.pairs(MemorySource(bytes, name: source.name)), source.name)
  }

  /// The page, UTF-8.
  /// - Throws: when media cannot be decoded at all; one that is damaged is named on the page.
  public func html() throws -> [UInt8] {
    var sections = [
      ("Headline", HeadlineSection(results: results, control: control).markup),
      ("By modality", AccuracySection(results: results, control: control).markup),
    ]
    if let metrics { sections.append(("Training", TrainingSection(metrics: metrics).markup)) }
    if !samples.isEmpty {
      let pairs = SamplesSection(samples: samples, results: results, processing: processing)
      sections.append(("Pairs", try pairs.markup()))
    }
    if let reconstruction {
      sections.append(("Reconstruction", ReconstructionSection(reconstruction: reconstruction).markup))
    }
    sections.append(
      (
        "Provenance",
        ProvenanceSection(results: results, records: recordFacts, tokens: tokenFacts).markup
      ))
    let page = Page(title: title, sections: sections, generator: generator)
    return Array(page.markup.text.utf8) + [10]
  }

  /// The numbers for a terminal.
  public var table: [String] { AgreementTable(results, control: control).lines }
}
