import ByteStreams
import CommandLineTool
import Evaluation

/// Writes what a report consists of, then judges the thresholds.
struct ReportOutputs {
  var output: String
  var samples: String?
  var quiet: Bool

  /// - Parameter scores: the bytes that the pairs were read from; results.json carries their digest.
  func write(
    _ pairs: [ScoredPair], scores: [UInt8], options: EvaluationOptions,
    thresholds: [(key: String, low: Double)]
  ) throws -> Outcome {
    let evaluation = try Evaluation(pairs, options: options)
    let document = ResultsDocument(evaluation, scoresDigest: SHA256.hash(scores).hex).bytes
    let table = ResultsTable(evaluation).lines
    let isFolder =
      output != "-" && (output.hasSuffix("/") || Files.isFolder(output) || !output.hasSuffix(".json"))
    var samplesPath = samples
    if isFolder {
      let folder = output.hasSuffix("/") ? output : output + "/"
      try Files.makeFolder(folder)
      samplesPath = samples ?? folder + "samples.jsonl"
      try Files.write(Array((table.joined(separator: "\n") + "\n").utf8), to: folder + "table.md")
    }
    if let samplesPath {
      let sink = try Streams.textOutput(samplesPath)
      for pair in pairs { try sink.write(SamplesDocument.line(pair)) }
      try sink.commit()
    }
    let path = isFolder ? (output.hasSuffix("/") ? output : output + "/") + "results.json" : output
    let sink = try Streams.textOutput(path)
    try sink.write(document)
    try sink.commit()
    if !quiet { for line in table { Tool.warn(line) } }
    if evaluation.micro.accuracy.nonFinite > 0, !quiet {
      Tool.warn(
        "aa-eval: \(evaluation.micro.accuracy.nonFinite) of \(pairs.count) pairs have a score that is no finite number; each counts as wrong"
      )
    }
    for (key, low) in thresholds {
      let value = try Self.accuracy(key, evaluation)
      if value < low {
        throw Failure("accuracy \(key) is \(ResultsTable.fixed(value)), under --fail-under \(key)=\(low)")
      }
    }
    return .done
  }

  private static func accuracy(_ key: String, _ evaluation: Evaluation) throws -> Double {
    switch key {
    case "micro": return evaluation.micro.accuracy.half ?? 0
    case "macro": return evaluation.macro
    default:
      guard let row = evaluation.byModality.first(where: { $0.key == key }) else {
        let known = ["micro", "macro"] + evaluation.byModality.map(\.key)
        throw Failure(
          "--fail-under \(key): no pair has this modality; there are \(known.joined(separator: ", "))")
      }
      return row.cell.accuracy.half ?? 0
    }
  }
}
