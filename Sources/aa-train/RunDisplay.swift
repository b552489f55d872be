import CSupport
import CommandLineTool
import Objectives
import Training

/// The line that says how a run is doing: rewritten on a terminal, else one every few seconds.
final class RunDisplay {
  private let quiet: Bool
  private let progress: Progress
  private let arithmetic: Arithmetic
  /// Operations per second of a plain matrix product on the same threads; 0 when not measured.
  private let productSpeed: Double
  private let logEvery: Int?
  private let started: Double
  private let firstStep: Int
  private var lastLine = 0.0
  private(set) var rows = 0
  private var operations = 0.0
  /// Seconds between the start of the program and the end of its first step.
  private(set) var secondsToFirstStep: Double?
  private let programStarted: Double

  init(
    quiet: Bool, arithmetic: Arithmetic, productSpeed: Double, logEvery: Int?, programStarted: Double,
    firstStep: Int
  ) {
    self.quiet = quiet
    progress = Progress(quiet: quiet)
    self.arithmetic = arithmetic
    self.productSpeed = productSpeed
    self.logEvery = logEvery
    self.programStarted = programStarted
    self.firstStep = firstStep
    started = aa_monotonic_seconds()
    lastLine = started
  }

  var seconds: Double { aa_monotonic_seconds() - started }
  var tokensPerSecond: Double { Double(rows) / max(seconds, 1e-9) }
  var shareOfProduct: Double? { productSpeed > 0 ? operations / max(seconds, 1e-9) / productSpeed : nil }

  func show(_ report: Trainer.StepReport) {
    rows += report.rows
    operations += arithmetic.step(rows: report.rows, queries: report.queries)
    let now = aa_monotonic_seconds()
    if secondsToFirstStep == nil {
      secondsToFirstStep = now - programStarted
      if !quiet { Tool.warn("aa-train: first step after \(fixed(now - programStarted, 2)) s") }
    }
    progress.show(line(report))
    guard !quiet else { return }
    let due = logEvery.map { report.step % $0 == 0 } ?? (now - lastLine >= 5)
    if due {
      lastLine = now
      progress.clear()
      Tool.warn("aa-train: " + line(report))
    }
  }

  func clear() { progress.clear() }

  private func line(_ report: Trainer.StepReport) -> String {
    var parts = ["step \(report.step)" + (report.steps.map { "/\($0)" } ?? "")]
    parts.append("loss \(fixed(report.loss, 4))")
    if let accuracy = report.metrics.mean("rewards/accuracies") {
      parts.append("accuracy \(fixed(accuracy, 3))")
    }
    if let margin = report.metrics.mean("rewards/margins") { parts.append("margin \(fixed(margin, 3))") }
    parts.append("\(Int(tokensPerSecond)) tokens/s")
    if let share = shareOfProduct { parts.append("\(Int(100 * share)) % of GEMM speed") }
    if let steps = report.steps, report.step > firstStep {
      let left = seconds / Double(report.step - firstStep) * Double(steps - report.step)
      parts.append("\(Int(left) / 60):\(Int(left) % 60 < 10 ? "0" : "")\(Int(left) % 60) left")
    }
    return parts.joined(separator: "  ")
  }
}

/// `value` with `digits` decimals.
func fixed(_ value: Double, _ digits: Int) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<digits { scale *= 10 }
  let scaled = Int((abs(value) * scale).rounded())
  var decimals = String(scaled % Int(scale))
  while decimals.utf8.count < digits { decimals = "0" + decimals }
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return "\(sign)\(scaled / Int(scale))" + (digits > 0 ? "." + decimals : "")
}
