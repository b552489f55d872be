import CommandLineTool
import DatasetSources

/// What a person sees of a conversion: a line that tells how far it is, each loss, and a summary.
final class ConversionDisplay {
  private let isQuiet: Bool
  private let progress: Progress
  private var report = RunReport(unit: "records")
  /// When the first row of this run was done.
  private var began: Double?

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    progress = Progress(quiet: isQuiet)
  }

  /// True when something was left out.
  var hasLosses: Bool { report.skipped.count > 0 }

  /// A line that is not about a loss.
  func say(_ words: String) {
    if isQuiet { return }
    progress.clear()
    Tool.warn("aa-convert: \(words)")
  }

  /// Whoever looks at this run alone sees all that the file lacks.
  func list(_ loss: ConversionLoss) {
    report.skipped.add(loss.kind)
    progress.clear()
    Tool.warn("aa-convert: skipped: \(loss.message)")
  }

  func list(archiveFault: String) { list(ConversionLoss(message: archiveFault, kind: "archive member")) }

  func show(_ output: ConversionOutput, _ conversion: Conversion, at position: Conversion.Position) {
    let share = conversion.size > 0 ? Double(position.bytes) / Double(conversion.size) : nil
    if began == nil {
      began = progress.elapsed
      report.doneEarlier = output.records - 1
      report.shareEarlier = position.rows > 1 ? share ?? 0 : 0
      firstBytes = position.rows > 1 ? position.bytes : 0
    }
    report.done = output.records
    report.bytes = position.bytes - firstBytes + conversion.mediaBytesRead
    report.share = share
    report.seconds = progress.elapsed - (began ?? 0)
    progress.show("aa-convert: " + report.line)
  }

  /// Bytes of rows that were passed over.
  private var firstBytes = 0

  func finish(records: Int, media: Int) {
    progress.clear()
    let losses =
      hasLosses ? "\(report.skipped.count) skipped (\(report.skipped.words(most: 8)))" : "0 skipped"
    say("\(records) records, \(media) media, \(losses), \(RunReport.decimal(progress.elapsed)) s")
  }
}
