import JSON

/// `results.json`: the same pairs and options give the same bytes. See schemas/results.schema.json.
public struct ResultsDocument: Sendable {
  public static let schemaVersion = 1
  public var evaluation: Evaluation
  /// SHA-256 of the scores that were read, hexadecimal.
  public var scoresDigest: String?

  public init(_ evaluation: Evaluation, scoresDigest: String? = nil) {
    self.evaluation = evaluation
    self.scoresDigest = scoresDigest
  }

  public var json: JSONValue {
    let micro = evaluation.micro
    var document = JSONObject([
      ("accuracy", accuracy),
      ("baselines", baselines),
      ("by_modality", rows(evaluation.byModality)),
      ("margins", margins(micro.margins)),
      ("options", ["bootstrap": JSONValue(evaluation.options.replicates), "seed": seed]),
      ("pairs", JSONValue(micro.accuracy.pairs)),
      ("records", JSONValue(evaluation.records)),
      ("schema", JSONValue(Self.schemaVersion)),
    ])
    if let scoresDigest { document["scores_sha256"] = .string(scoresDigest) }
    for (grouping, rows) in evaluation.byGrouping { document["by_" + grouping.rawValue] = self.rows(rows) }
    return .object(document)
  }

  public var bytes: [UInt8] { json.serialised(JSONValue.Style(sortedKeys: true, indent: 2)) + [10] }

  private var seed: JSONValue {
    let seed = evaluation.options.seed
    return Int64(exactly: seed).map { .integer($0) } ?? .bigInteger(String(seed))
  }

  private var accuracy: JSONValue {
    let cell = evaluation.micro
    return [
      "macro": .double(evaluation.macro),
      "macro_ci95": bounds(evaluation.macroInterval),
      "macro_ci95_method": .string(evaluation.macroInterval.method.rawValue),
      "micro": number(cell.accuracy.half),
      "micro_ci95": bounds(cell.interval),
      "micro_ci95_method": .string(cell.interval.method.rawValue),
      "micro_se": .double(cell.standardError),
      "micro_strict": number(cell.accuracy.strict),
      "non_finite": JSONValue(cell.accuracy.nonFinite),
      "clusters": JSONValue(cell.clusters),
      "tie_rate": number(cell.accuracy.tieRate),
      "ties": JSONValue(cell.accuracy.ties),
    ]
  }

  private var baselines: JSONValue {
    .object(
      JSONObject(
        NullBaseline.allCases.map { baseline in
          (
            baseline.rawValue,
            [
              "macro": number(evaluation.macroBaselines[baseline]),
              "micro": number(evaluation.micro.baselines[baseline]),
            ]
          )
        }))
  }

  private func rows(_ rows: [Evaluation.Row]) -> JSONValue {
    .object(JSONObject(rows.map { ($0.key, self.cell($0.cell)) }))
  }

  private func cell(_ cell: Evaluation.Cell) -> JSONValue {
    let guesses = NullBaseline.allCases.map { ($0.rawValue, number(cell.baselines[$0])) }
    return [
      "accuracy": number(cell.accuracy.half),
      "accuracy_strict": number(cell.accuracy.strict),
      "baselines": .object(JSONObject(guesses)),
      "chance95": [.double(cell.chance.low), .double(cell.chance.high)],
      "ci95": bounds(cell.interval),
      "ci95_method": .string(cell.interval.method.rawValue),
      "clusters": JSONValue(cell.clusters),
      "margins": margins(cell.margins),
      "n": JSONValue(cell.accuracy.pairs),
      "non_finite": JSONValue(cell.accuracy.nonFinite),
      "se": .double(cell.standardError),
      "tie_rate": number(cell.accuracy.tieRate),
      "ties": JSONValue(cell.accuracy.ties),
    ]
  }

  private func margins(_ margins: MarginStatistics?) -> JSONValue {
    guard let margins else { return .null }
    let quantiles = zip(MarginStatistics.quantileLevels, margins.quantiles).map { level, value in
      (level.description, JSONValue.double(value))
    }
    return [
      "auroc": .double(margins.auroc),
      "d_prime": number(margins.sensitivity),
      "histogram": [
        "counts": .array(margins.histogram.counts.map { JSONValue($0) }),
        "start": .double(margins.histogram.start),
        "width": .double(margins.histogram.width),
      ],
      "mean": .double(margins.mean),
      "n": JSONValue(margins.count),
      "quantiles": .object(JSONObject(quantiles)),
      "sd": .double(margins.deviation),
    ]
  }

  private func bounds(_ interval: Interval) -> JSONValue { [.double(interval.low), .double(interval.high)] }
  private func number(_ value: Double?) -> JSONValue { value.map { .double($0) } ?? .null }
}
