import ByteStreams
import JSON

/// One measurement of a run.
public struct CurvePoint: Sendable, Equatable {
  public var step: Double
  public var value: Double
  public init(step: Double, value: Double) {
    self.step = step
    self.value = value
  }
}

/// What `metrics.jsonl` of `aa-train` says, one series a name. Memory: 16 bytes a measurement.
public struct TrainingMetrics: Sendable, Equatable {
  /// Names of `metrics.jsonl`; those measured on held-out data during training have `eval_` in front.
  public enum Name: String, Sendable, CaseIterable {
    case loss, learning_rate, num_tokens, epoch
    case accuracy = "rewards/accuracies"
    case margin = "rewards/margins"
    case heldOutLoss = "eval_loss"
    case heldOutAccuracy = "eval_rewards/accuracies"
    case heldOutMargin = "eval_rewards/margins"
  }

  private var series: [Name: [CurvePoint]] = [:]
  /// The last step.
  public private(set) var steps = 0

  /// Points in the order of steps; empty when the log has none of this name.
  public subscript(name: Name) -> [CurvePoint] { series[name] ?? [] }

  /// - Throws: `ReportError` with the line's number; `StreamError`.
  public init(reading source: any ByteSource) throws {
    let stream = JSONStream(source, layout: .lines)
    while let element = try stream.next() {
      func bad(_ what: String) -> ReportError {
        ReportError(
          file: source.name, place: "line \(element.line)", what: what,
          remedy: "give metrics.jsonl as aa-train writes it, or leave --metrics out")
      }
      let line: JSONValue
      do { line = try element.parsed() } catch {
        throw bad("column \(error.column): \(error.what)")
      }
      guard line.objectValue != nil else { throw bad("is \(line.kindName), must be an object") }
      guard let step = line["step"]?.intValue, step >= 0 else { throw bad("'step' is missing or no count") }
      guard step >= steps else { throw bad("step \(step) comes after step \(steps)") }
      steps = step
      for name in Name.allCases {
        guard let value = line[name.rawValue], !value.isNull else { continue }
        guard let number = value.doubleValue, number.isFinite else {
          throw bad("'\(name.rawValue)' is \(value.kindName), must be a number")
        }
        series[name, default: []].append(CurvePoint(step: Double(step), value: number))
      }
    }
    guard !series.isEmpty else {
      throw ReportError(
        file: source.name, what: "holds no measurement",
        remedy: "give metrics.jsonl as aa-train writes it, or leave --metrics out")
    }
  }
}
