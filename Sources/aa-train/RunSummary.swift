import CSupport
import Kernels
import Models
import Training

/// What a finished run says about itself; the only file with timing in it.
struct RunSummary {
  let line: String
  let json: String

  init(_ display: RunDisplay, trainer: Trainer, threads: Int, feed: DataFeed) {
    let peak = Int(aa_peak_resident_bytes())
    var text = "\(trainer.step) steps, \(display.rows) tokens in \(fixed(display.seconds, 1)) s"
    text += ", \(Int(display.tokensPerSecond)) tokens/s"
    if let share = display.shareOfProduct { text += ", \(Int(100 * share)) % of GEMM speed" }
    text += ", peak memory \(peak >> 20) MiB"
    if feed.passedOver > 0 { text += "; \(feed.passedOver) groups without a pair were passed over" }
    line = text
    var object = JSONLine()
    object.add("steps", trainer.step)
    object.add("tokens", display.rows)
    object.add("seconds", display.seconds)
    object.add("seconds_to_first_step", display.secondsToFirstStep ?? 0)
    object.add("tokens_per_second", display.tokensPerSecond)
    object.raw("share_of_gemm_speed", display.shareOfProduct.map { "\(Float($0))" } ?? "null")
    object.add("peak_memory_bytes", peak)
    object.add("threads", threads)
    object.add("gemm", MatrixProduct.provider)
    object.add("parameters", trainer.parameters.count)
    json = object.text + "\n"
  }
}
